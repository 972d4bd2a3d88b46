import { BSON_TYPE } from '../bson/element-types.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc } from '../bson/values.ts';
import { OK } from '../commands/reply.ts';

/** What stands between the values of a reply: types and names of its elements. */
const CURSOR = Buffer.from('\u0003cursor\0', 'latin1');
const BATCH = {
  firstBatch: Buffer.from('\u0004firstBatch\0', 'latin1'),
  nextBatch: Buffer.from('\u0004nextBatch\0', 'latin1'),
};
const ID = Buffer.from('\u0012id\0', 'latin1');
const NAMESPACE = Buffer.from('\u0002ns\0', 'latin1');
const TAIL = encodeDocument(doc({ ok: OK })).subarray(4);
const NOTHING = new Uint8Array(0);

/**
 * The reply of find, aggregate and getMore as bytes: stored documents go into it without being decoded.
 * `batchField` is firstBatch or nextBatch; `id` 0 means that the cursor is finished.
 */
export function cursorReply(
  batchField: 'firstBatch' | 'nextBatch',
  documents: readonly Uint8Array[],
  id: bigint,
  namespace: string,
  resumeToken?: Doc,
): Uint8Array {
  const name = BATCH[batchField];
  const batchLength = arrayLength(documents);
  const namespaceLength = Buffer.byteLength(namespace) + 1;
  const token =
    resumeToken === undefined
      ? NOTHING
      : encodeDocument(doc({ postBatchResumeToken: resumeToken })).subarray(4, -1);
  const cursorLength =
    4 + name.length + batchLength + ID.length + 8 + NAMESPACE.length + 4 + namespaceLength + token.length + 1;
  const total = 4 + CURSOR.length + cursorLength + TAIL.length;
  const reply = Buffer.allocUnsafe(total);
  let at = append(reply, reply.writeInt32LE(total, 0), CURSOR);
  at = append(reply, reply.writeInt32LE(cursorLength, at), name);
  at = writeArray(reply, at, documents, batchLength);
  at = append(reply, at, ID);
  at = append(reply, reply.writeBigInt64LE(id, at), NAMESPACE);
  at = reply.writeInt32LE(namespaceLength, at);
  at += reply.write(`${namespace}\0`, at, 'utf8');
  at = append(reply, at, token);
  reply[at] = 0;
  append(reply, at + 1, TAIL);
  return reply;
}

function arrayLength(documents: readonly Uint8Array[]): number {
  let length = 5;
  for (let index = 0; index < documents.length; index += 1)
    length += 2 + digits(index) + (documents[index]?.length ?? 0);
  return length;
}

/** Writes an array of documents; gives the place behind it. */
function writeArray(target: Buffer, start: number, documents: readonly Uint8Array[], length: number): number {
  let at = target.writeInt32LE(length, start);
  documents.forEach((document, index) => {
    target[at] = BSON_TYPE.document;
    at += 1 + target.write(String(index), at + 1, 'latin1');
    target[at] = 0;
    at = append(target, at + 1, document);
  });
  target[at] = 0;
  return at + 1;
}

const digits = (index: number): number => (index < 10 ? 1 : index < 100 ? 2 : String(index).length);

function append(target: Buffer, at: number, bytes: Uint8Array): number {
  target.set(bytes, at);
  return at + bytes.length;
}
