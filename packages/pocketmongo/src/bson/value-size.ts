import { commandError } from '../errors.ts';
import { BSON_TYPE } from './element-types.ts';

/** Bytes of the value of a type at `at`, which the caller has to see within the document. */
export function valueSize(document: Buffer, type: number, at: number): number {
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
      throw damaged();
  }
}

/** The length that stands before a string or a document. */
export function lengthAt(document: Buffer, at: number): number {
  if (at + 4 > document.length) throw damaged();
  const length = document.readInt32LE(at);
  if (length < 0) throw damaged();
  return length;
}

function cstringEnd(document: Buffer, at: number): number {
  const zero = document.indexOf(0, at);
  if (zero === -1) throw damaged();
  return zero + 1;
}

export const damaged = () => commandError('InvalidLength', 'a stored document is damaged');
