import { doc, isDoc, type Doc, type Value } from '../bson/values.ts';
import { parseCollation } from '../collation/spec.ts';
import { optionalDoc, optionalHint, requiredDoc, requiredString } from '../commands/arguments.ts';
import type { Command, CommandCall } from '../commands/command.ts';
import type { Query } from '../engine.ts';
import { stepsOf } from '../execution/counters.ts';
import { runReading } from '../readers/run-reading.ts';
import type { Delete, Update } from './batch.ts';

/** The first of the matching documents that a single-document write is given: others may take some of them before. */
const FIRST = 16;

const ROWS = 1_000;
const BYTES = 4 * 1024 * 1024;

/**
 * Gives the record ids of matching documents, as bytes of a Float64Array: in the order of the query when it has a limit,
 * else ascending. No client can call it.
 */
export const findRecordIds: Command = {
  names: ['findRecordIds'],
  access: 'none',
  run: async ({ server, op, body, system }) => {
    const query = { ...queryOf(body), system, step: stepsOf(op) };
    const cursor = server.engine.find(op, requiredString(body, 'findRecordIds'), query);
    const found: number[] = [];
    for (let done = false; !done;) {
      const batch = await cursor.nextBatch(ROWS, BYTES);
      for (const { recordId } of batch.rows) found.push(recordId);
      done = batch.done;
    }
    const ids = Float64Array.from(found);
    return new Uint8Array((query.limit === 0 ? ids.sort() : ids).buffer);
  },
};

/** Finds what an update or a delete may change: in a reader, or here in slices of time. */
export async function findCandidates(
  call: CommandCall,
  { namespace, request }: Update | Delete,
): Promise<Float64Array> {
  const body = bodyOf(namespace, request.query, request.multi ? 0 : FIRST);
  const found = await runReading(findRecordIds, { ...call, name: 'findRecordIds', body });
  if (!(found instanceof Uint8Array)) throw new Error('record ids come as bytes');
  return new Float64Array(found.buffer, found.byteOffset, found.byteLength / Float64Array.BYTES_PER_ELEMENT);
}

function bodyOf(namespace: string, { filter, sort, hint, collation }: Query, limit: number): Doc {
  const body: Doc = new Map<string, Value>([
    ['findRecordIds', namespace],
    ['filter', filter],
    ['limit', limit],
  ]);
  if (sort !== undefined) body.set('sort', sort);
  if (hint !== undefined) body.set('hint', hint);
  return body.set('collation', collation?.spec ?? doc({}));
}

function queryOf(body: Doc): Query {
  const collation = body.get('collation');
  return {
    filter: requiredDoc(body, 'filter'),
    sort: optionalDoc(body, 'sort'),
    hint: optionalHint(body),
    collation: isDoc(collation) && collation.size > 0 ? parseCollation(collation) : undefined,
    limit: body.get('limit') === 0 ? 0 : FIRST,
  };
}
