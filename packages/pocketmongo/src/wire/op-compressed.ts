import { deflateSync, inflateSync } from 'node:zlib';
import { HEADER_SIZE, MAX_MESSAGE_SIZE, OP_COMPRESSED } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

const NOOP = 0;
const ZLIB = 2;

/** The compressors that hello may agree on. */
export const SUPPORTED_COMPRESSORS = ['zlib'] as const;

/** The message inside an OP_COMPRESSED, with its own header again. */
export function unwrapCompressed(message: Buffer): Buffer {
  if (message.length < HEADER_SIZE + 9) throw new ProtocolError('compressed message cut short');
  const opCode = message.readInt32LE(HEADER_SIZE);
  const size = message.readInt32LE(HEADER_SIZE + 4);
  const compressor = message[HEADER_SIZE + 8];
  if (opCode === OP_COMPRESSED) throw new ProtocolError('compressed message inside a compressed one');
  if (size < 0 || size + HEADER_SIZE > MAX_MESSAGE_SIZE) throw new ProtocolError(`uncompressed size ${size}`);
  const content = decompress(message.subarray(HEADER_SIZE + 9), compressor, size);
  if (content.length !== size) throw new ProtocolError('uncompressed size differs');
  return withHeader(content, opCode, message);
}

/** The same message as OP_COMPRESSED with zlib. */
export function wrapCompressed(message: Buffer): Buffer {
  const content = deflateSync(message.subarray(HEADER_SIZE));
  const prefix = Buffer.alloc(9);
  prefix.writeInt32LE(message.readInt32LE(12), 0);
  prefix.writeInt32LE(message.length - HEADER_SIZE, 4);
  prefix[8] = ZLIB;
  return withHeader(Buffer.concat([prefix, content]), OP_COMPRESSED, message);
}

function decompress(bytes: Buffer, compressor: number | undefined, size: number): Buffer {
  if (compressor === NOOP) return bytes;
  if (compressor !== ZLIB) throw new ProtocolError(`compressor ${compressor ?? 'none'}`);
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw new ProtocolError('compressed bytes do not inflate', { cause: error });
  }
}

function withHeader(content: Buffer, opCode: number, like: Buffer): Buffer {
  const header = Buffer.allocUnsafe(HEADER_SIZE);
  header.writeInt32LE(HEADER_SIZE + content.length, 0);
  like.copy(header, 4, 4, 12);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, content]);
}
