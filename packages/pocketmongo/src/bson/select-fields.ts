import { commandError } from '../errors.ts';
import { asBuffer } from './decode.ts';
import { BSON_TYPE } from './element-types.ts';

/** Names of top-level fields, as a document's bytes hold them. */
export type FieldNames = ReadonlySet<string>;

/** The form in which names are compared: one character for each byte of UTF-8. */
export function fieldNames(names: Iterable<string>): FieldNames {
  return new Set([...names].map((name) => Buffer.from(name, 'utf8').toString('latin1')));
}

/**
 * A document with some of the top-level fields of another, in their order: bytes are copied, nothing is decoded.
 * @throws CommandError InvalidLength for bytes that are not a document.
 */
export function selectFields(bytes: Uint8Array, names: FieldNames): Uint8Array {
  const document = asBuffer(bytes);
  const end = document.length - 1;
  const kept: [start: number, end: number][] = [];
  let size = 5;
  for (let at = 4; at < end;) {
    const nameEnd = document.indexOf(0, at + 1);
    if (nameEnd === -1 || nameEnd >= end) throw broken();
    const next = nameEnd + 1 + valueSize(document, document[at] ?? 0, nameEnd + 1);
    if (next > end) throw broken();
    if (names.has(document.toString('latin1', at + 1, nameEnd))) {
      kept.push([at, next]);
      size += next - at;
    }
    at = next;
  }
  const selected = Buffer.allocUnsafe(size);
  let to = selected.writeInt32LE(size, 0);
  for (const [from, until] of kept) to += document.copy(selected, to, from, until);
  selected[to] = 0;
  return selected;
}

/** Bytes of the value at `at`, which must lie within the document. */
function valueSize(document: Buffer, type: number, at: number): number {
  switch (type) {
    case BSON_TYPE.undefined:
    case BSON_TYPE.null:
    case BSON_TYPE.minKey:
    case BSON_TYPE.maxKey:
      return 0;
    case BSON_TYPE.boolean:
      return 1;
    case BSON_TYPE.int32:
      return 4;
    case BSON_TYPE.double:
    case BSON_TYPE.date:
    case BSON_TYPE.timestamp:
    case BSON_TYPE.int64:
      return 8;
    case BSON_TYPE.objectId:
      return 12;
    case BSON_TYPE.decimal128:
      return 16;
    case BSON_TYPE.string:
    case BSON_TYPE.code:
    case BSON_TYPE.symbol:
      return 4 + lengthAt(document, at);
    case BSON_TYPE.binary:
      return 5 + lengthAt(document, at);
    case BSON_TYPE.dbPointer:
      return 4 + lengthAt(document, at) + 12;
    case BSON_TYPE.document:
    case BSON_TYPE.array:
    case BSON_TYPE.codeWithScope:
      return lengthAt(document, at);
    case BSON_TYPE.regex:
      return cstringEnd(document, cstringEnd(document, at)) - at;
    default:
      throw broken();
  }
}

function lengthAt(document: Buffer, at: number): number {
  if (at + 4 > document.length) throw broken();
  const length = document.readInt32LE(at);
  if (length < 0) throw broken();
  return length;
}

function cstringEnd(document: Buffer, at: number): number {
  const zero = document.indexOf(0, at);
  if (zero === -1) throw broken();
  return zero + 1;
}

const broken = () => commandError('InvalidLength', 'a stored document is damaged');
