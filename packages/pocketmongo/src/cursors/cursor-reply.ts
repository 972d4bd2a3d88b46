import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import { OK } from '../commands/reply.ts';

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
  const batch = arrayBytes(documents);
  const fields = doc({ id, ns: namespace });
  if (resumeToken !== undefined) fields.set('postBatchResumeToken', resumeToken);
  const rest = encodeDocument(fields);
  const name = Buffer.from(`\u0004${batchField}\0`, 'latin1');
  // cursor document = length, the batch element, then the elements of `rest` with its closing zero.
  const cursorLength = 4 + name.length + batch.length + (rest.length - 4);
  const tail = encodeDocument(new Map<string, Value>([['ok', OK]]));
  const head = Buffer.from('\u0003cursor\0', 'latin1');
  const total = 4 + head.length + cursorLength + (tail.length - 4);
  const reply = Buffer.allocUnsafe(total);
  let at = reply.writeInt32LE(total, 0);
  at = append(reply, at, head);
  at = reply.writeInt32LE(cursorLength, at);
  at = append(reply, at, name);
  at = append(reply, at, batch);
  at = append(reply, at, rest.subarray(4));
  append(reply, at, tail.subarray(4));
  return reply;
}

/** The cursor reply as a document, for small lists that are made of values. */
export function listReply(documents: readonly Doc[], namespace: string): Doc {
  return doc({ cursor: doc({ id: 0n, ns: namespace, firstBatch: [...documents] }) });
}

function arrayBytes(documents: readonly Uint8Array[]): Uint8Array {
  let length = 5;
  documents.forEach((document, index) => {
    length += 2 + digits(index) + document.length;
  });
  const bytes = Buffer.allocUnsafe(length);
  let at = bytes.writeInt32LE(length, 0);
  documents.forEach((document, index) => {
    bytes[at] = 3;
    at += 1 + bytes.write(String(index), at + 1, 'latin1');
    bytes[at] = 0;
    at = append(bytes, at + 1, document);
  });
  bytes[at] = 0;
  return bytes;
}

const digits = (index: number): number => (index < 10 ? 1 : index < 100 ? 2 : String(index).length);

function append(target: Buffer, at: number, bytes: Uint8Array): number {
  target.set(bytes, at);
  return at + bytes.length;
}
