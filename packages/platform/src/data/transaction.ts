import { setTimeout as delay } from 'node:timers/promises';
import type { ClientSession, Connection } from 'mongoose';
import { dropCommitHooks, runCommitHooks } from './commit-hooks.ts';
import { hasErrorLabel } from './mongo-errors.ts';
import type { TransactionCounts } from './transaction-counts.ts';

/** How long conflicts are retried. A hot row makes progress well within it; longer means that something is stuck. */
const GIVE_UP_AFTER_MS = 20_000;
const LONGEST_WAIT_MS = 100;

/**
 * Runs `work` in a transaction of its own session and commits it with majority and journal. A transient conflict runs
 * it again after a random wait that doubles; an unknown result of the commit repeats the commit alone, which is safe.
 */
export async function runTransaction<T>(
  connection: Connection,
  counts: TransactionCounts,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  const session = await connection.startSession();
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const result = await attemptTransaction(session, work, giveUpAt);
        counts.committed();
        return result;
      } catch (error) {
        if (!hasErrorLabel(error, 'TransientTransactionError') || performance.now() > giveUpAt) throw error;
      }
      counts.retried();
      await delay(Math.random() * Math.min(LONGEST_WAIT_MS, 2 * 2 ** attempt));
    }
  } finally {
    await session.endSession();
  }
}

async function attemptTransaction<T>(
  session: ClientSession,
  work: (session: ClientSession) => Promise<T>,
  giveUpAt: number,
): Promise<T> {
  // The write concern is the connection's: majority and journal.
  session.startTransaction({ readConcern: { level: 'snapshot' } });
  let result: T;
  try {
    result = await work(session);
  } catch (error) {
    dropCommitHooks(session);
    // Ignored by the driver when the server has already ended the transaction.
    await session.abortTransaction();
    throw error;
  }
  try {
    await commit(session, giveUpAt);
  } finally {
    // Also after an error: nobody knows then whether it has been committed, and to look in vain does no harm.
    runCommitHooks(session);
  }
  return result;
}

async function commit(session: ClientSession, giveUpAt: number): Promise<void> {
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      const repeat = hasErrorLabel(error, 'UnknownTransactionCommitResult') && performance.now() < giveUpAt;
      if (!repeat) throw error;
    }
    await delay(10);
  }
}
