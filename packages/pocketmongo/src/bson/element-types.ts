/** Type bytes of the BSON specification (https://bsonspec.org/spec.html). */
export const BSON_TYPE = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal128: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

/** Nesting that a document may have, as mongod's limit. */
export const MAX_DEPTH = 180;

/** Largest document that can be stored: 16 MiB. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
