import type { Change } from './change.ts';
import type { OpTime } from './cluster-clock.ts';
import { TABLE, TABLE_BYTES } from '../storage/keys.ts';

/**
 * Layout of a row. Head: version, flags, end offset, wall time, number of changes; then, of a transaction, its number,
 * the length of its session's key and the key. Each change: kind, flags, length of the namespace, UUID, namespace,
 * perhaps the length and the text of paths, documents.
 */
export const ROW = {
  version: 1,
  endOffset: 2,
  wallTime: 10,
  count: 18,
  headBytes: 22,
  changeHeadBytes: 20,
} as const;

/** The first is one of rows, the others are of changes. `whole`: paths lie behind the name. */
export const FLAG = { transaction: 1, images: 1, whole: 2 } as const;

export const KIND_CODE: Readonly<Record<Change['kind'], number>> = {
  insert: 1,
  update: 2,
  replace: 3,
  delete: 4,
  create: 5,
  createIndexes: 6,
  dropIndexes: 7,
  modify: 8,
  drop: 9,
  rename: 10,
  dropDatabase: 11,
};

export const NO_UUID = new Uint8Array(16);

/** The multi-document transaction that a row comes from. */
export type RowOrigin = { session: string; txnNumber: bigint };

export type RowHead = {
  /** Bytes that were ever written to the oplog before this row; tells how large it is, and whether it was trimmed. */
  offset: number;
  wallTime: number;
  origin: RowOrigin | undefined;
};

/** `oplog table | seconds | increment`: rows lie in the order of the writes. */
export function rowKey({ seconds, increment }: OpTime): Buffer {
  const key = Buffer.allocUnsafe(TABLE_BYTES + 8);
  key.writeUInt32BE(TABLE.oplog, 0);
  key.writeUInt32BE(seconds, TABLE_BYTES);
  key.writeUInt32BE(increment, TABLE_BYTES + 4);
  return key;
}

export function timeOfKey(key: Buffer): OpTime {
  return { seconds: key.readUInt32BE(TABLE_BYTES), increment: key.readUInt32BE(TABLE_BYTES + 4) };
}
