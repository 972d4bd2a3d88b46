import type { BulkWriteResult, ClientBulkWriteResult } from 'mongodb';
import type { Fields } from './format.ts';

/** The counts and ids of a bulk write as a document. */
export const bulkResult = (result: BulkWriteResult): Fields => ({
  insertedCount: result.insertedCount,
  matchedCount: result.matchedCount,
  modifiedCount: result.modifiedCount,
  deletedCount: result.deletedCount,
  upsertedCount: result.upsertedCount,
  insertedIds: { ...result.insertedIds },
  upsertedIds: { ...result.upsertedIds },
});

/** The same of a client's bulk write; its maps exist only where verbose results were asked for. */
export const clientBulkResult = (result: ClientBulkWriteResult): Fields => ({
  insertedCount: result.insertedCount,
  matchedCount: result.matchedCount,
  modifiedCount: result.modifiedCount,
  deletedCount: result.deletedCount,
  upsertedCount: result.upsertedCount,
  insertResults: fromMap(result.insertResults),
  updateResults: fromMap(result.updateResults),
  deleteResults: fromMap(result.deleteResults),
});

const fromMap = (map: ReadonlyMap<number, unknown> | undefined): Fields | undefined =>
  map === undefined ? undefined : Object.fromEntries(map);

/** The result of an update; the driver says null where nothing was upserted. */
export function updateResult({ upsertedId, ...counts }: { upsertedId: unknown }): Fields {
  return upsertedId === null ? counts : { ...counts, upsertedId };
}
