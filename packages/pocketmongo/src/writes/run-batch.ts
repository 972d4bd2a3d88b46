import type { CommandCall } from '../commands/command.ts';
import type { Doc } from '../bson/values.ts';
import { isStatementError } from '../engine.ts';
import { WideWrite } from '../execution/hand-over.ts';
import { FailedInTransaction, Resumed } from '../transactions/signals.ts';
import { copyOf, readTally, type Batch } from './batch.ts';
import { changeInSlices, type SlicedEffect } from './in-slices.ts';
import { fail, outcomeOf, runPart, type Part } from './part.ts';

type Step = Part | { reply: Doc };

/**
 * Runs the statements of a write command: in one commit as a rule; many of them, and those that look at many documents,
 * in several, so that others have their turn between. In a transaction all is one. A retryable batch keeps with each
 * commit how far it is.
 */
export async function runBatch<S>(call: CommandCall, batch: Batch<S>): Promise<Doc> {
  let part: Part = { reached: 0, tally: batch.empty() };
  for (;;) {
    try {
      const step = await commitPart(call, batch, part, true);
      if ('reply' in step) return step.reply;
      part = step;
    } catch (error) {
      const step = await recover(call, batch, part, error);
      if ('reply' in step) return step.reply;
      part = step;
    }
  }
}

/** Goes on after a part that could not be done in one piece, that a retry has met half done, or that ended its transaction. */
async function recover<S>(call: CommandCall, batch: Batch<S>, before: Part, error: unknown): Promise<Step> {
  if (error instanceof FailedInTransaction) return { reply: error.reply };
  try {
    if (!(error instanceof WideWrite)) throw error;
    return (await doInSlices(call, batch, before, error)) ?? (await commitPart(call, batch, before, false));
  } catch (failure) {
    if (!(failure instanceof Resumed)) throw failure;
    return { reached: failure.reached, tally: readTally(failure.tally, batch.empty()) };
  }
}

async function commitPart<S>(
  { server, op }: CommandCall,
  batch: Batch<S>,
  before: Part,
  mayHandOver: boolean,
): Promise<Step> {
  let rest: Part | undefined;
  const reply = await server.engine.write(op, (unit) => {
    const part = runPart(batch, op, unit, before, mayHandOver);
    rest = part.reached < batch.statements.length ? part : undefined;
    return outcomeOf(batch, op, part);
  });
  return rest ?? { reply };
}

/** Does the next statement in slices; undefined when it has to be done in one piece. */
async function doInSlices<S>(
  call: CommandCall,
  batch: Batch<S>,
  before: Part,
  wide: WideWrite,
): Promise<Step | undefined> {
  const index = before.reached;
  const statement = batch.statements[index];
  if (statement === undefined) return undefined;
  const change = batch.change(statement);
  // Only single-document writes are retryable; what claims to be one all the same is done as one.
  if (change.kind === 'insert' || (change.request.multi && call.op.retry !== undefined)) return undefined;
  const withEffect = (effect: SlicedEffect): Part => {
    const tally = copyOf(before.tally);
    batch.note(tally, index, effect, change);
    return { reached: index + 1, tally };
  };
  try {
    const sliced = await changeInSlices(call, change, wide, (effect) =>
      outcomeOf(batch, call.op, withEffect(effect)),
    );
    if (sliced === undefined || 'reply' in sliced) return sliced;
    return step(batch, withEffect(sliced.effect));
  } catch (error) {
    if (!isStatementError(error)) throw error;
    const tally = copyOf(before.tally);
    fail(tally, index, error);
    return step(batch, { tally, reached: batch.ordered ? batch.statements.length : index + 1 });
  }
}

function step<S>(batch: Batch<S>, part: Part): Step {
  return part.reached < batch.statements.length ? part : { reply: batch.reply(part.tally) };
}
