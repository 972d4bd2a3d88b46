import { commandError } from '../errors.ts';
import { BSON_TYPE, MAX_DEPTH } from './element-types.ts';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  type BsonUndefined,
  Code,
  DbPointer,
  Decimal128,
  Double,
  isInt32,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  WideDate,
  type Doc,
  type Value,
} from './values.ts';

/** Room that an encoding may take: above the largest message, for strings reserve three bytes a character. */
const MAX_WRITTEN_BYTES = 96 * 1024 * 1024;

/** Grows by doubling; shared by all calls, because encoding never yields. */
class Writer {
  buffer = Buffer.allocUnsafeSlow(64 * 1024);
  offset = 0;

  room(length: number): number {
    const at = this.offset;
    const needed = at + length;
    if (needed > this.buffer.length) {
      // Values that share parts are small in memory and endless when written out.
      if (needed > MAX_WRITTEN_BYTES)
        throw commandError('BSONObjectTooLarge', `BSONObj size: beyond ${MAX_WRITTEN_BYTES} bytes`);
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
      this.buffer.copy(larger, 0, 0, at);
      this.buffer = larger;
    }
    this.offset = needed;
    return at;
  }

  byte(value: number): void {
    const at = this.room(1);
    this.buffer[at] = value;
  }

  int32(value: number): void {
    const at = this.room(4);
    this.buffer.writeInt32LE(value, at);
  }

  bytes(value: Uint8Array): void {
    const at = this.room(value.length);
    this.buffer.set(value, at);
  }

  text(value: string): number {
    const start = this.offset;
    const length = value.length;
    if (length < 16) {
      const at = this.room(length * 3);
      for (let i = 0; i < length; i += 1) {
        const code = value.charCodeAt(i);
        if (code > 127) {
          this.offset = at + this.buffer.write(value, at, 'utf8');
          return this.offset - start;
        }
        this.buffer[at + i] = code;
      }
      this.offset = at + length;
      return length;
    }
    const at = this.room(length * 3);
    this.offset = at + this.buffer.write(value, at, 'utf8');
    return this.offset - start;
  }

  cstring(value: string, what: string): void {
    if (value.includes('\0')) throw commandError('BadValue', `${what} may not contain a null byte`);
    this.text(value);
    this.byte(0);
  }

  string(value: string): void {
    const at = this.room(4);
    const length = this.text(value);
    this.byte(0);
    this.buffer.writeInt32LE(length + 1, at);
  }
}

const shared = new Writer();
const KEEP_BYTES = 1024 * 1024;

/** Encodes a document. Throws CommandError for nesting beyond the limit. The size limit is the caller's. */
export function encodeDocument(document: Doc): Uint8Array {
  shared.offset = 0;
  writeDocument(shared, document, 0);
  const bytes = Buffer.allocUnsafe(shared.offset);
  bytes.set(shared.buffer.subarray(0, shared.offset));
  if (shared.buffer.length > KEEP_BYTES) shared.buffer = Buffer.allocUnsafeSlow(64 * 1024);
  return bytes;
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH)
    throw commandError('Overflow', `BSON is nested deeper than the limit of ${MAX_DEPTH} levels`);
}

function writeDocument(writer: Writer, document: Doc, depth: number): void {
  checkDepth(depth);
  const start = writer.room(4);
  for (const [name, value] of document) writeElement(writer, name, value, depth);
  writer.byte(0);
  writer.buffer.writeInt32LE(writer.offset - start, start);
}

function writeArray(writer: Writer, array: readonly Value[], depth: number): void {
  checkDepth(depth);
  const start = writer.room(4);
  for (let i = 0; i < array.length; i += 1) writeElement(writer, String(i), array[i] ?? null, depth);
  writer.byte(0);
  writer.buffer.writeInt32LE(writer.offset - start, start);
}

function writeElement(writer: Writer, name: string, value: Value, depth: number): void {
  const typeAt = writer.room(1);
  writer.cstring(name, 'a field name');
  // The buffer may be another one after the value: it is looked up only then.
  const type = writeValue(writer, value, depth);
  writer.buffer[typeAt] = type;
}

/** Writes the value and returns its type byte. */
function writeValue(writer: Writer, value: Value, depth: number): number {
  switch (typeof value) {
    case 'string':
      writer.string(value);
      return BSON_TYPE.string;
    case 'number':
      return writeNumber(writer, value);
    case 'bigint': {
      const at = writer.room(8);
      writer.buffer.writeBigInt64LE(value, at);
      return BSON_TYPE.int64;
    }
    case 'boolean':
      writer.byte(value ? 1 : 0);
      return BSON_TYPE.boolean;
    default:
      return writeObject(writer, value, depth);
  }
}

function writeNumber(writer: Writer, value: number): number {
  if (isInt32(value)) {
    writer.int32(value);
    return BSON_TYPE.int32;
  }
  const at = writer.room(8);
  writer.buffer.writeDoubleLE(value, at);
  return BSON_TYPE.double;
}

function writeObject(
  writer: Writer,
  value: Exclude<Value, string | number | bigint | boolean>,
  depth: number,
): number {
  if (value === null) return BSON_TYPE.null;
  if (value instanceof Map) {
    writeDocument(writer, value, depth + 1);
    return BSON_TYPE.document;
  }
  if (Array.isArray(value)) {
    writeArray(writer, value, depth + 1);
    return BSON_TYPE.array;
  }
  if (value instanceof Date) {
    const at = writer.room(8);
    const ms = value.getTime();
    if (Number.isNaN(ms)) throw commandError('BadValue', 'an invalid date can not be stored');
    writer.buffer.writeUInt32LE(((ms % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000, at);
    writer.buffer.writeInt32LE(Math.floor(ms / 0x1_0000_0000), at + 4);
    return BSON_TYPE.date;
  }
  if (value instanceof ObjectId) {
    writer.bytes(value.id);
    return BSON_TYPE.objectId;
  }
  if (value instanceof Double) {
    const at = writer.room(8);
    writer.buffer.writeDoubleLE(value.value, at);
    return BSON_TYPE.double;
  }
  return writeRareObject(writer, value, depth);
}

function writeRareObject(
  writer: Writer,
  value: Exclude<Value, string | number | bigint | boolean | null | Doc | Value[] | Date | ObjectId | Double>,
  depth: number,
): number {
  if (value instanceof Binary) {
    const bytes = value.value();
    writer.int32(bytes.length);
    writer.byte(value.sub_type);
    writer.bytes(bytes);
    return BSON_TYPE.binary;
  }
  if (value instanceof Decimal128) {
    writer.bytes(value.bytes);
    return BSON_TYPE.decimal128;
  }
  if (value instanceof Timestamp) {
    const at = writer.room(8);
    writer.buffer.writeUInt32LE(value.i, at);
    writer.buffer.writeUInt32LE(value.t, at + 4);
    return BSON_TYPE.timestamp;
  }
  if (value instanceof BSONRegExp) {
    writer.cstring(value.pattern, 'a regular expression');
    writer.cstring(value.options, 'regular expression options');
    return BSON_TYPE.regex;
  }
  if (value instanceof MinKey) return BSON_TYPE.minKey;
  if (value instanceof MaxKey) return BSON_TYPE.maxKey;
  return writeDeprecatedObject(writer, value, depth);
}

function writeDeprecatedObject(
  writer: Writer,
  value: WideDate | BsonUndefined | Code | BSONSymbol | DbPointer,
  depth: number,
): number {
  if (value instanceof WideDate) {
    const at = writer.room(8);
    writer.buffer.writeBigInt64LE(value.ms, at);
    return BSON_TYPE.date;
  }
  if (value instanceof BSONSymbol) {
    writer.string(value.value);
    return BSON_TYPE.symbol;
  }
  if (value instanceof DbPointer) {
    writer.string(value.namespace);
    writer.bytes(value.id.id);
    return BSON_TYPE.dbPointer;
  }
  if (value instanceof Code) return writeCode(writer, value, depth);
  return BSON_TYPE.undefined;
}

function writeCode(writer: Writer, code: Code, depth: number): number {
  if (!(code.scope instanceof Map)) {
    writer.string(code.code);
    return BSON_TYPE.code;
  }
  const start = writer.room(4);
  writer.string(code.code);
  writeDocument(writer, code.scope as Doc, depth + 1);
  writer.buffer.writeInt32LE(writer.offset - start, start);
  return BSON_TYPE.codeWithScope;
}
