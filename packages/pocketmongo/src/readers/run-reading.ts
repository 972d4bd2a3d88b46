import { isDoc } from '../bson/values.ts';
import type { Command, CommandCall, Reply } from '../commands/command.ts';
import { HandOver, type HomeBudget } from '../execution/hand-over.ts';
import { OnlyWhereServed } from './only-where-served.ts';
import { runInReader } from './run-in-reader.ts';

/** Stages that write, or wait for what is written: their commands stay with the writer. */
const STAYING = ['$out', '$merge', '$changeStream'];

/** What a query may do beside a reader that waits: one to five milliseconds. Most queries by an index end within it. */
const BESIDE: HomeBudget = { steps: 1_000, scanned: 5_000, streamed: 5_000 };

/**
 * What it may do where no reader runs: starting one takes some hundred milliseconds and twenty megabytes, which a program
 * with small collections should never spend. Long queries let others run every few milliseconds.
 */
const ALONE: HomeBudget = { steps: 20_000, scanned: 20_000, streamed: Number.POSITIVE_INFINITY };

/**
 * Runs a reading command: in the serving thread as long as it takes few steps, else anew in a reader. A command in a
 * transaction stays, because only the serving thread knows what the transaction has written, and all do when index
 * filters were set, which readers don't know of; so does one that is
 * profiled, whose plans are looked at when it has ended.
 */
export async function runReading(command: Command, call: CommandCall): Promise<Reply> {
  const { op, server } = call;
  const { readers } = server;
  const knowsMore = op.txn !== undefined || server.engine.hasIndexFilters();
  const stayed = knowsMore || op.trace !== undefined || stays(call);
  if (!readers.isOpen || stayed) return await command.run(call);
  const allowed = readers.isReady ? BESIDE : ALONE;
  const budget = { ...allowed };
  op.atHome = budget;
  try {
    return await command.run(call);
  } catch (error) {
    if (!(error instanceof HandOver)) throw error;
  } finally {
    op.atHome = undefined;
    if (budget.steps < allowed.steps) readers.weigh(allowed.steps - budget.steps);
  }
  try {
    return await runInReader(readers, call);
  } catch (error) {
    if (!(error instanceof OnlyWhereServed)) throw error;
    return await command.run(call);
  }
}

function stays({ body }: CommandCall): boolean {
  const pipeline = body.get('pipeline');
  if (!Array.isArray(pipeline)) return false;
  return [pipeline[0], pipeline.at(-1)].some(
    (stage) => isDoc(stage) && STAYING.some((name) => stage.has(name)),
  );
}
