import type { Doc, Value } from '../bson/values.ts';
import { isStatementError, type WriteUnit } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import { WideWrite, type HomeBudget } from '../execution/hand-over.ts';
import { writeError } from '../commands/reply.ts';
import { FailedInTransaction } from '../transactions/signals.ts';
import { copyOf, storedTally, type Batch, type Change, type Tally } from './batch.ts';
import type { SlicedEffect } from './in-slices.ts';

/** What the statements that were done in one commit have come to. */
export type Part = { tally: Tally; /** Statements that are done. */ reached: number };

/** What a statement may look at in one piece: more, and it is done in slices. */
export const IN_ONE_PIECE: Readonly<HomeBudget> = { steps: 1_000, scanned: 5_000, streamed: 5_000 };

/** Statements in one commit, and about how long they run in one piece. */
const MOST_STATEMENTS = 1_000;
const PART_MS = 25;

/** The clock is asked every so many statements. */
const CLOCK_MASK = 15;

/** Runs statements from `from` on until others should have their turn; in a transaction all of them. */
export function runPart<S>(
  { statements, ordered, empty, change, note, reply }: Batch<S>,
  op: Operation,
  unit: WriteUnit,
  { reached: from, tally: before }: Part,
  mayHandOver: boolean,
): Part {
  const tally = from === 0 ? empty() : copyOf(before);
  const isWhole = op.txn !== undefined;
  const until = statements.length - from > CLOCK_MASK && !isWhole ? performance.now() + PART_MS : Infinity;
  const budget = { ...IN_ONE_PIECE };
  if (!isWhole && mayHandOver) op.atHome = budget;
  try {
    for (let index = from; index < statements.length; index += 1) {
      const done = index - from;
      if (done >= MOST_STATEMENTS && !isWhole) return { tally, reached: index };
      if (done > 0 && (done & CLOCK_MASK) === 0 && performance.now() > until)
        return { tally, reached: index };
      budget.steps = IN_ONE_PIECE.steps;
      try {
        const asked = change(statements[index] as S);
        note(tally, index, applyChange(unit, asked), asked);
      } catch (error) {
        if (error instanceof WideWrite && done > 0) return { tally, reached: index };
        if (!isStatementError(error)) throw error;
        fail(tally, index, error);
        // In a transaction it ends the whole transaction.
        if (isWhole) throw new FailedInTransaction(reply(tally));
        if (ordered) break;
      }
    }
  } finally {
    op.atHome = undefined;
  }
  return { tally, reached: statements.length };
}

/** Notes the error of a statement. */
export function fail({ lists }: Tally, index: number, error: Parameters<typeof writeError>[1]): void {
  (lists['writeErrors'] ??= []).push(writeError(index, error));
}

/** What a commit of a batch returns: its reply when it is done, else what a retry goes on from. */
export function outcomeOf<S>(batch: Batch<S>, { retry }: Operation, { tally, reached }: Part): Doc {
  const isDone = reached >= batch.statements.length;
  if (retry !== undefined) retry.reached = isDone ? undefined : reached;
  if (isDone) return batch.reply(tally);
  return retry === undefined ? new Map<string, Value>() : storedTally(tally);
}

/** Makes a change, as part of a write. */
export function applyChange(unit: WriteUnit, change: Change): SlicedEffect {
  switch (change.kind) {
    case 'insert':
      unit.insert(change.namespace, change.document);
      return {};
    case 'update':
      return unit.update(change.namespace, change.request);
    case 'delete':
      return unit.delete(change.namespace, change.request);
  }
}
