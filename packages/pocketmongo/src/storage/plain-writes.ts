import type { Doc, Value } from '../bson/values.ts';
import type { Operation } from '../execution/operation.ts';
import { commandError } from '../errors.ts';
import { decodeRetryRecord, encodeRetryRecord, retryKey, tooOld } from '../transactions/retry-records.ts';
import { Blocked, Resumed } from '../transactions/signals.ts';
import type { TransactionWorld } from '../transactions/transaction.ts';
import { Frame, type Guard } from './frame.ts';
import type { GroupCommit, Job } from './group-commit.ts';

export type PlainWrites = {
  world: TransactionWorld;
  commits: GroupCommit;
  now: () => number;
};

/**
 * Runs a write outside a transaction when its turn comes. A write that meets a lock waits for it, first come first
 * served, and runs again from the start.
 */
export function plainWrite(writes: PlainWrites, op: Operation, body: (frame: Frame) => Doc): Promise<Doc> {
  const { world, commits } = writes;
  return new Promise((resolve, reject) => {
    let reply: Doc = new Map();
    const job: Job = {
      run: (group, deltas) => {
        checkLimits(op);
        const touched: string[] = [];
        const frame = new Frame(world.store, world.state.nextCatalog, guardOf(world, touched), {
          group,
          deltas,
        });
        frame.touched = touched;
        const stored = retriedReply(world, frame, op);
        reply = stored ?? body(frame);
        if (stored !== undefined || !frame.changed) return undefined;
        if (op.retry !== undefined) storeReply(writes, frame, op.retry, reply);
        return frame;
      },
      done: () => resolve(reply),
      failed: (error) => {
        if (error instanceof Blocked) parkUntilFree(writes, op, error.key, job, reject);
        else reject(Error.isError(error) ? error : new Error(String(error)));
      },
    };
    commits.enqueue(job);
  });
}

function checkLimits(op: Operation): void {
  if (op.signal?.aborted === true || op.isStopped?.() === true)
    throw commandError('Interrupted', 'operation was interrupted');
  if (op.deadline !== undefined && performance.now() > op.deadline)
    throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
}

function parkUntilFree(
  { world, commits }: PlainWrites,
  op: Operation,
  key: string,
  job: Job,
  reject: (error: Error) => void,
): void {
  const limit = op.deadline === undefined ? undefined : Math.max(0, op.deadline - performance.now());
  const giveUp = (error: Error): void => {
    clearTimeout(timer);
    op.wake = undefined;
    cancel();
    reject(error);
  };
  const expire = (): void => giveUp(commandError('MaxTimeMSExpired', 'operation exceeded time limit'));
  op.wake = () => giveUp(commandError('Interrupted', 'operation was interrupted'));
  const timer = limit === undefined ? undefined : setTimeout(expire, limit);
  const cancel = world.locks.wait(key, () => {
    clearTimeout(timer);
    op.wake = undefined;
    world.locks.reserve(key);
    commits.enqueue(job);
  });
}

/** A plain write takes effect at once, so it only has to see that nobody holds what it changes. */
function guardOf(world: TransactionWorld, touched: string[]): Guard {
  return {
    key: (key) => {
      world.locks.check(key);
      touched.push(key);
    },
    collection: () => undefined,
    definition: (namespace) => world.intents.checkFree(namespace),
  };
}

function retriedReply({ newest }: TransactionWorld, frame: Frame, op: Operation): Doc | undefined {
  if (op.retry === undefined || newest.isNew(op.retry.session, op.retry.txnNumber)) return undefined;
  const raw = frame.view.get(retryKey(op.retry.session));
  if (raw === undefined) return undefined;
  const record = decodeRetryRecord(raw);
  if (record.txnNumber > op.retry.txnNumber)
    throw tooOld(op.retry.session, op.retry.txnNumber, record.txnNumber);
  if (record.txnNumber !== op.retry.txnNumber) return undefined;
  if (record.reached === undefined) return record.reply;
  if (record.reached === op.retry.stored) return undefined;
  op.retry.stored = record.reached;
  throw new Resumed(record.reached, record.reply ?? new Map<string, Value>());
}

function storeReply(
  { world, now }: PlainWrites,
  frame: Frame,
  retry: NonNullable<Operation['retry']>,
  reply: Doc,
): void {
  const { session, txnNumber, reached } = retry;
  retry.stored = reached;
  world.newest.note(session, txnNumber);
  frame.put(retryKey(session), encodeRetryRecord({ txnNumber, reply, at: now(), reached }));
}
