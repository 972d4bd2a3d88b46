import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { TABLE, tableKey } from '../storage/keys.ts';

/** What is kept of the last retryable write or transaction of a session. */
export type RetryRecord = { txnNumber: bigint; reply: Doc | undefined; at: number };

export function retryKey(session: string): Buffer {
  return tableKey(TABLE.retry, Buffer.from(session));
}

/** `reply` is missing for a committed transaction. */
export function encodeRetryRecord(txnNumber: bigint, reply: Doc | undefined, at: number): Uint8Array {
  const row: Doc = new Map<string, Value>([
    ['n', txnNumber],
    ['at', new Date(at)],
  ]);
  if (reply !== undefined) row.set('reply', reply);
  return encodeDocument(row);
}

export function decodeRetryRecord(raw: Uint8Array): RetryRecord {
  const row = decodeDocument(raw);
  const n = row.get('n');
  const at = row.get('at');
  const reply = row.get('reply');
  if (typeof n !== 'bigint' || !(at instanceof Date)) throw new Error('a retry record is damaged');
  return { txnNumber: n, reply: isDoc(reply) ? reply : undefined, at: at.getTime() };
}

export function tooOld(session: string, asked: bigint, present: bigint): Error {
  return commandError(
    'TransactionTooOld',
    `Retryable write with txnNumber ${asked} is prohibited on session ${session} because a newer retryable write with txnNumber ${present} has already started on this session.`,
  );
}
