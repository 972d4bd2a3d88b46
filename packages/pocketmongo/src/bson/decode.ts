import { commandError, type CommandError } from '../errors.ts';
import { BSON_TYPE, MAX_DEPTH } from './element-types.ts';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DbPointer,
  Decimal128,
  double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UNDEFINED,
  WideDate,
  type Doc,
  type Value,
} from './values.ts';

const MAX_DATE_MS = 8.64e15;

function broken(reason: string): CommandError {
  return commandError('InvalidLength', `invalid BSON: ${reason}`);
}

/** A view of the same memory as a Buffer, whose methods decode faster than a DataView's. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

class Reader {
  readonly buffer: Buffer;
  offset: number;
  end: number;

  constructor(buffer: Buffer, offset: number, end: number) {
    this.buffer = buffer;
    this.offset = offset;
    this.end = end;
  }

  take(length: number): number {
    const at = this.offset;
    if (length < 0 || at + length > this.end) throw broken('an element runs past the end of its document');
    this.offset = at + length;
    return at;
  }

  int32(): number {
    return this.buffer.readInt32LE(this.take(4));
  }

  cstring(): string {
    const start = this.offset;
    const end = this.buffer.indexOf(0, start);
    if (end < 0 || end >= this.end) throw broken('a name without its terminator');
    this.offset = end + 1;
    return shortText(this.buffer, start, end);
  }

  string(): string {
    const length = this.int32();
    if (length < 1) throw broken('a string of negative length');
    const start = this.take(length);
    if (this.buffer[start + length - 1] !== 0) throw broken('a string without its terminator');
    return shortText(this.buffer, start, start + length - 1);
  }

  bytes(length: number): Uint8Array {
    const start = this.take(length);
    return new Uint8Array(this.buffer.subarray(start, start + length));
  }
}

/** Short ASCII text is built faster from character codes than through the UTF-8 decoder. */
function shortText(buffer: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length > 12) return buffer.toString('utf8', start, end);
  let text = '';
  for (let i = start; i < end; i += 1) {
    const byte = buffer[i] ?? 0;
    if (byte > 127) return buffer.toString('utf8', start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * Decodes one document that fills `bytes`. Byte-exact: encodeDocument gives the same bytes back.
 * Throws CommandError InvalidLength for bytes that are not a document.
 */
export function decodeDocument(bytes: Uint8Array): Doc {
  const buffer = asBuffer(bytes);
  const reader = new Reader(buffer, 0, buffer.length);
  const document = readDocument(reader, 0);
  if (reader.offset !== buffer.length) throw broken('bytes after the end of the document');
  return document;
}

/**
 * Looks at an embedded document at the top of a command whose name begins with a dollar: `at` is where the name
 * begins. Tells where the element ends when it has dealt with it, 0 otherwise.
 */
export type Intake = (command: Buffer, at: number, end: number) => number;

const DOLLAR = 0x24;

/** Decodes a command; what `intake` has dealt with is left out. */
export function decodeCommand(bytes: Uint8Array, intake: Intake): Doc {
  const buffer = asBuffer(bytes);
  const reader = new Reader(buffer, 0, buffer.length);
  const outer = enter(reader, 0);
  const command: Doc = new Map();
  while (reader.offset < reader.end) {
    const type = buffer[reader.offset] ?? 0;
    reader.offset += 1;
    if (type === BSON_TYPE.document && buffer[reader.offset] === DOLLAR) {
      const end = intake(buffer, reader.offset, reader.end);
      if (end > 0) {
        reader.offset = end;
        continue;
      }
    }
    const name = reader.cstring();
    command.set(name, readValue(reader, type, 0));
  }
  leave(reader, outer);
  if (reader.offset !== buffer.length) throw broken('bytes after the end of the document');
  return command;
}

/** Decodes one value of a document from where it starts; `type` is its element's first byte. */
export function decodeValueAt(document: Buffer, type: number, at: number): Value {
  return readValue(new Reader(document, at, document.length), type, 0);
}

function enter(reader: Reader, depth: number): number {
  if (depth > MAX_DEPTH)
    throw commandError('Overflow', `BSON is nested deeper than the limit of ${MAX_DEPTH} levels`);
  const start = reader.offset;
  const length = reader.int32();
  const end = start + length;
  if (length < 5 || end > reader.end) throw broken('a document of a wrong length');
  if (reader.buffer[end - 1] !== 0) throw broken('a document without its terminator');
  const outer = reader.end;
  reader.end = end - 1;
  return outer;
}

function leave(reader: Reader, outer: number): void {
  if (reader.offset !== reader.end) throw broken('an element runs past the end of its document');
  reader.offset += 1;
  reader.end = outer;
}

function readDocument(reader: Reader, depth: number): Doc {
  const outer = enter(reader, depth);
  const document: Doc = new Map();
  while (reader.offset < reader.end) {
    const type = reader.buffer[reader.offset] ?? 0;
    reader.offset += 1;
    const name = reader.cstring();
    document.set(name, readValue(reader, type, depth));
  }
  leave(reader, outer);
  return document;
}

function readArray(reader: Reader, depth: number): Value[] {
  const outer = enter(reader, depth);
  const array: Value[] = [];
  while (reader.offset < reader.end) {
    const type = reader.buffer[reader.offset] ?? 0;
    const nameEnd = reader.buffer.indexOf(0, reader.offset + 1);
    if (nameEnd < 0 || nameEnd >= reader.end) throw broken('a name without its terminator');
    reader.offset = nameEnd + 1;
    array.push(readValue(reader, type, depth));
  }
  leave(reader, outer);
  return array;
}

function readValue(reader: Reader, type: number, depth: number): Value {
  switch (type) {
    case BSON_TYPE.string:
      return reader.string();
    case BSON_TYPE.int32:
      return reader.int32();
    case BSON_TYPE.document:
      return readDocument(reader, depth + 1);
    case BSON_TYPE.array:
      return readArray(reader, depth + 1);
    case BSON_TYPE.double:
      return double(reader.buffer.readDoubleLE(reader.take(8)));
    case BSON_TYPE.int64:
      return reader.buffer.readBigInt64LE(reader.take(8));
    case BSON_TYPE.boolean:
      return readBoolean(reader);
    case BSON_TYPE.null:
      return null;
    case BSON_TYPE.date:
      return readDate(reader);
    case BSON_TYPE.objectId:
      return new ObjectId(reader.bytes(12));
    default:
      return readRareValue(reader, type, depth);
  }
}

function readBoolean(reader: Reader): boolean {
  const byte = reader.buffer[reader.take(1)];
  if (byte !== 0 && byte !== 1) throw broken('a boolean that is neither 0 nor 1');
  return byte === 1;
}

function readDate(reader: Reader): Date | WideDate {
  const at = reader.take(8);
  const ms = reader.buffer.readInt32LE(at + 4) * 0x1_0000_0000 + reader.buffer.readUInt32LE(at);
  if (Math.abs(ms) <= MAX_DATE_MS) return new Date(ms);
  return new WideDate(reader.buffer.readBigInt64LE(at));
}

function readRareValue(reader: Reader, type: number, depth: number): Value {
  switch (type) {
    case BSON_TYPE.binary:
      return readBinary(reader);
    case BSON_TYPE.decimal128:
      return new Decimal128(reader.bytes(16));
    case BSON_TYPE.regex:
      return readRegex(reader);
    case BSON_TYPE.timestamp:
      return new Timestamp(reader.buffer.readBigUInt64LE(reader.take(8)));
    case BSON_TYPE.minKey:
      return new MinKey();
    case BSON_TYPE.maxKey:
      return new MaxKey();
    case BSON_TYPE.undefined:
      return UNDEFINED;
    case BSON_TYPE.code:
      return new Code(reader.string());
    case BSON_TYPE.codeWithScope:
      return readCodeWithScope(reader, depth);
    case BSON_TYPE.symbol:
      return new BSONSymbol(reader.string());
    case BSON_TYPE.dbPointer:
      return new DbPointer(reader.string(), new ObjectId(reader.bytes(12)));
    default:
      throw broken(`unknown element type 0x${type.toString(16)}`);
  }
}

function readBinary(reader: Reader): Binary {
  const length = reader.int32();
  const subtype = reader.buffer[reader.take(1)] ?? 0;
  return new Binary(reader.bytes(length), subtype);
}

/** bson's class sorts the options, so they are set after construction to keep the bytes. */
function readRegex(reader: Reader): BSONRegExp {
  const pattern = reader.cstring();
  const options = reader.cstring();
  const regex = new BSONRegExp(pattern);
  regex.options = options;
  return regex;
}

function readCodeWithScope(reader: Reader, depth: number): Code {
  const start = reader.offset;
  const length = reader.int32();
  const source = reader.string();
  const code = new Code(source);
  code.scope = readDocument(reader, depth + 1);
  if (reader.offset !== start + length) throw broken('code with scope of a wrong length');
  return code;
}
