import { deserialize, type Document, serialize } from 'bson';
import { decodeDocument } from '../src/bson/decode.ts';
import { encodeDocument } from '../src/bson/encode.ts';
import type { Doc, Value } from '../src/bson/values.ts';

/** A plain object as a document of the server; numbers become int32 or double as the driver sends them. */
export function toDoc(plain: Document): Doc {
  return decodeDocument(serialize(plain));
}

/** Any plain value as a value of the server. */
export function toValue(plain: unknown): Value {
  return toDoc({ value: plain }).get('value') ?? null;
}

/** A document as the plain object that a driver gives, with BSON's classes where `promote` is false. */
export function toPlain(document: Doc, promote = true): Document {
  return deserialize(encodeDocument(document), { promoteValues: promote, promoteLongs: promote });
}
