import type { Request } from '../commands/dispatch.ts';
import { OP_COMPRESSED, OP_MSG, OP_QUERY } from './limits.ts';
import { unwrapCompressed } from './op-compressed.ts';
import { encodeOpMsg, parseOpMsg } from './op-msg.ts';
import { encodeOpReply, parseOpQuery } from './op-query.ts';
import { ProtocolError } from './protocol-error.ts';

/** A message, taken apart: what is asked, and the form in which the answer is expected. */
export interface Call {
  readonly request: Request;
  /** The number that the reply is to name. */
  readonly requestId: number;
  readonly compressed: boolean;
  /** The client sends on without waiting for a reply, and gets none. */
  readonly moreToCome: boolean;
  readonly encodeReply: typeof encodeOpReply;
}

/** Takes a whole message apart. @throws ProtocolError for what is no call of a command. */
export function parseCall(message: Buffer): Call {
  const compressed = message.readInt32LE(12) === OP_COMPRESSED;
  const plain = compressed ? unwrapCompressed(message) : message;
  const requestId = plain.readInt32LE(4);
  const opCode = plain.readInt32LE(12);
  if (opCode === OP_MSG) {
    const { body, sequences, moreToCome } = parseOpMsg(plain);
    return { request: { body, sequences }, requestId, compressed, moreToCome, encodeReply: encodeOpMsg };
  }
  if (opCode === OP_QUERY) {
    const { body, database } = parseOpQuery(plain);
    const request = { body, sequences: [], database };
    return { request, requestId, compressed, moreToCome: false, encodeReply: encodeOpReply };
  }
  throw new ProtocolError(`operation code ${opCode}`);
}
