import { crc32c } from './crc32c.ts';
import { HEADER_SIZE, OP_MSG } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

const CHECKSUM_PRESENT = 1 << 0;
const MORE_TO_COME = 1 << 1;
const EXHAUST_ALLOWED = 1 << 16;
/** Bits 0–15 must be understood by the receiver; these are. */
const REQUIRED_BITS_KNOWN = CHECKSUM_PRESENT | MORE_TO_COME;

const NOTHING = new Uint8Array(0);

/** The raw documents of a section of kind 1. */
export interface DocumentSequence {
  identifier: string;
  documents: Uint8Array[];
}

/** An OP_MSG taken apart; the documents are still bytes. */
export interface OpMsg {
  body: Uint8Array;
  sequences: DocumentSequence[];
  moreToCome: boolean;
  exhaustAllowed: boolean;
}

/** Takes apart a whole message, header included. */
export function parseOpMsg(message: Buffer): OpMsg {
  if (message.length < HEADER_SIZE + 4) throw new ProtocolError('message without flags');
  const flags = message.readUInt32LE(HEADER_SIZE);
  if ((flags & 0xffff & ~REQUIRED_BITS_KNOWN) !== 0) throw new ProtocolError('unknown required flag');
  let end = message.length;
  if (flags & CHECKSUM_PRESENT) {
    end -= 4;
    if (end < HEADER_SIZE + 4) throw new ProtocolError('message without room for its checksum');
    if (message.readUInt32LE(end) !== crc32c(message.subarray(0, end)))
      throw new ProtocolError('checksum differs');
  }
  const { body, sequences } = readSections(message, HEADER_SIZE + 4, end);
  return {
    body,
    sequences,
    moreToCome: (flags & MORE_TO_COME) !== 0,
    exhaustAllowed: (flags & EXHAUST_ALLOWED) !== 0,
  };
}

function readSections(message: Buffer, start: number, end: number) {
  let body: Uint8Array | undefined;
  const sequences: DocumentSequence[] = [];
  let at = start;
  while (at < end) {
    const kind = message[at];
    at += 1;
    if (kind === 0) {
      if (body !== undefined) throw new ProtocolError('two body sections');
      body = documentAt(message, at, end);
      at += body.length;
    } else if (kind === 1) {
      const size = sizeAt(message, at, end);
      sequences.push(readSequence(message, at + 4, at + size));
      at += size;
    } else {
      throw new ProtocolError(`section kind ${kind ?? 'none'}`);
    }
  }
  if (body === undefined) throw new ProtocolError('message without body');
  return { body, sequences };
}

function readSequence(message: Buffer, start: number, end: number): DocumentSequence {
  const zero = message.indexOf(0, start);
  if (zero < 0 || zero >= end) throw new ProtocolError('sequence without identifier');
  const documents: Uint8Array[] = [];
  for (let at = zero + 1; at < end;) {
    const document = documentAt(message, at, end);
    documents.push(document);
    at += document.length;
  }
  return { identifier: message.toString('utf8', start, zero), documents };
}

function sizeAt(message: Buffer, at: number, end: number): number {
  if (at + 5 > end) throw new ProtocolError('section cut short');
  const size = message.readInt32LE(at);
  if (size < 5 || at + size > end) throw new ProtocolError(`section size ${size}`);
  return size;
}

/** A view of the document that starts at `at`; only its length is checked here, the decoder checks the rest. */
export function documentAt(message: Buffer, at: number, end: number): Uint8Array {
  return message.subarray(at, at + sizeAt(message, at, end));
}

/** The bytes of a reply: header, flags, one body section. `more`: elements behind those of the body. */
export function encodeOpMsg(
  body: Uint8Array,
  requestId: number,
  responseTo: number,
  more: Uint8Array = NOTHING,
): Buffer {
  const size = body.length + more.length;
  const length = HEADER_SIZE + 5 + size;
  const message = Buffer.allocUnsafe(length);
  message.writeInt32LE(length, 0);
  message.writeInt32LE(requestId, 4);
  message.writeInt32LE(responseTo, 8);
  message.writeInt32LE(OP_MSG, 12);
  message.writeUInt32LE(0, HEADER_SIZE);
  message[HEADER_SIZE + 4] = 0;
  message.set(body, HEADER_SIZE + 5);
  message.writeInt32LE(size, HEADER_SIZE + 5);
  message.set(more, length - more.length - 1);
  message[length - 1] = 0;
  return message;
}
