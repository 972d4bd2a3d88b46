import { Double as BsonDouble, serialize, type Document } from 'bson';
import { decodeDocument } from '../bson/decode.ts';
import { Double, type Value } from '../bson/values.ts';
import { show } from '../query/show.ts';

/**
 * A stored document as one that a driver writes byte for byte the same: maps keep the order of their fields, which
 * plain objects do not. Throws for the few values that no driver can write (dates beyond the year 275760, the deprecated
 * types undefined and DBPointer).
 */
export function exactDocument(raw: Uint8Array): Document {
  const decoded = decodeDocument(raw);
  const document = forDriver(decoded) as Document;
  if (!Buffer.from(serialize(document)).equals(raw))
    throw new Error(
      `the document with _id ${show(decoded.get('_id'))} holds a value that no driver can write`,
    );
  return document;
}

function forDriver(value: Value): unknown {
  if (value instanceof Map) {
    return new Map(Array.from(value, ([name, field]) => [name, forDriver(field)]));
  }
  if (Array.isArray(value)) return value.map(forDriver);
  return value instanceof Double ? new BsonDouble(value.value) : value;
}
