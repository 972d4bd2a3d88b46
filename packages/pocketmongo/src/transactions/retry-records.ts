import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { TABLE, tableKey } from '../storage/keys.ts';

/**
 * What is kept of the last retryable write or transaction of a session. `reached`: of a batch that was committed in
 * parts so many statements are done, and `reply` is what they came to; missing: it is done as a whole.
 */
export type RetryRecord = {
  txnNumber: bigint;
  reply: Doc | undefined;
  at: number;
  reached?: number | undefined;
};

export function retryKey(session: string): Buffer {
  return tableKey(TABLE.retry, Buffer.from(session));
}

/** `reply` is missing for a committed transaction. */
export function encodeRetryRecord({ txnNumber, reply, at, reached }: RetryRecord): Uint8Array {
  const row: Doc = new Map<string, Value>([
    ['n', txnNumber],
    ['at', new Date(at)],
  ]);
  if (reply !== undefined) row.set('reply', reply);
  if (reached !== undefined) row.set('reached', reached);
  return encodeDocument(row);
}

export function decodeRetryRecord(raw: Uint8Array): RetryRecord {
  const row = decodeDocument(raw);
  const n = row.get('n');
  const at = row.get('at');
  const reply = row.get('reply');
  if (typeof n !== 'bigint' || !(at instanceof Date)) throw new Error('a retry record is damaged');
  const reached = row.get('reached');
  return {
    txnNumber: n,
    reply: isDoc(reply) ? reply : undefined,
    at: at.getTime(),
    reached: typeof reached === 'number' ? reached : undefined,
  };
}

export function tooOld(session: string, asked: bigint, present: bigint): Error {
  return commandError(
    'TransactionTooOld',
    `Retryable write with txnNumber ${asked} is prohibited on session ${session} because a newer retryable write with txnNumber ${present} has already started on this session.`,
  );
}
