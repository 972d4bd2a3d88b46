/**
 * Every key starts with four bytes that name a table. Fixed tables come first; collections and indexes get their
 * number from the catalog, and a number is never used again.
 */
export const TABLE = { meta: 0, oplog: 1, retry: 2, counts: 3, firstFree: 16 } as const;

export const TABLE_BYTES = 4;
export const RECORD_ID_BYTES = 6;

/** `table | payload` */
export function tableKey(table: number, payload: Uint8Array): Buffer {
  const key = Buffer.allocUnsafe(TABLE_BYTES + payload.length);
  key.writeUInt32BE(table, 0);
  key.set(payload, TABLE_BYTES);
  return key;
}

/** The first possible key of a table. */
export function tableStart(table: number): Buffer {
  const key = Buffer.allocUnsafe(TABLE_BYTES);
  key.writeUInt32BE(table, 0);
  return key;
}

/** `table | record id`; records lie in the order in which they were inserted. */
export function recordKey(table: number, recordId: number): Buffer {
  const key = Buffer.allocUnsafe(TABLE_BYTES + RECORD_ID_BYTES);
  key.writeUInt32BE(table, 0);
  key.writeUIntBE(recordId, TABLE_BYTES, RECORD_ID_BYTES);
  return key;
}

/** The record id at the end of a record's key or of a non-unique index entry's key. */
export function recordIdOfKey(key: Buffer): number {
  return key.readUIntBE(key.length - RECORD_ID_BYTES, RECORD_ID_BYTES);
}

/** `table | index key | record id`: the entry of an index that is not unique. */
export function entryKey(table: number, indexKey: Uint8Array, recordId: number): Buffer {
  const key = Buffer.allocUnsafe(TABLE_BYTES + indexKey.length + RECORD_ID_BYTES);
  key.writeUInt32BE(table, 0);
  key.set(indexKey, TABLE_BYTES);
  key.writeUIntBE(recordId, TABLE_BYTES + indexKey.length, RECORD_ID_BYTES);
  return key;
}

/** The value of a unique index's entry: the record id, then what `kinds` says of the key's values. */
export function uniqueValue(recordId: number, kinds: Uint8Array): Buffer {
  const value = Buffer.allocUnsafe(RECORD_ID_BYTES + kinds.length);
  value.writeUIntBE(recordId, 0, RECORD_ID_BYTES);
  if (kinds.length > 0) value.set(kinds, RECORD_ID_BYTES);
  return value;
}

export function recordIdOfValue(value: Uint8Array): number {
  let id = 0;
  for (let i = 0; i < RECORD_ID_BYTES; i += 1) id = id * 256 + (value[i] ?? 0);
  return id;
}

/** A key as a string of one character per byte: hashable, and in the same order. */
export function keyText(key: Buffer): string {
  return key.toString('latin1');
}

export function keyBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
