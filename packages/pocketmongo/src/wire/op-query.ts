import { HEADER_SIZE, OP_REPLY } from './limits.ts';
import { documentAt } from './op-msg.ts';
import { ProtocolError } from './protocol-error.ts';

/** The legacy query that drivers may use for their first hello. */
export interface OpQuery {
  /** Database of `db.$cmd`. */
  database: string;
  body: Uint8Array;
}

/** Takes apart an OP_QUERY; only commands (`db.$cmd`) are understood. */
export function parseOpQuery(message: Buffer): OpQuery {
  const nameStart = HEADER_SIZE + 4;
  const zero = message.indexOf(0, nameStart);
  if (zero < 0) throw new ProtocolError('query without collection name');
  const namespace = message.toString('utf8', nameStart, zero);
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY is accepted for commands only');
  return {
    database: namespace.slice(0, -'.$cmd'.length),
    body: documentAt(message, zero + 9, message.length),
  };
}

/** The bytes of an OP_REPLY with one document. `more`: elements behind those of the body. */
export function encodeOpReply(
  body: Uint8Array,
  requestId: number,
  responseTo: number,
  more: Uint8Array,
): Buffer {
  const length = HEADER_SIZE + 20 + body.length + more.length;
  const message = Buffer.alloc(length);
  message.writeInt32LE(length, 0);
  message.writeInt32LE(requestId, 4);
  message.writeInt32LE(responseTo, 8);
  message.writeInt32LE(OP_REPLY, 12);
  // Response flag 8 = AwaitCapable; no cursor; starting from 0; one document.
  message.writeInt32LE(8, HEADER_SIZE);
  message.writeInt32LE(1, HEADER_SIZE + 16);
  message.set(body, HEADER_SIZE + 20);
  message.writeInt32LE(body.length + more.length, HEADER_SIZE + 20);
  message.set(more, length - more.length - 1);
  message[length - 1] = 0;
  return message;
}
