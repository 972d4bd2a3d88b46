import type { CommandCall } from '../commands/command.ts';
import type { Doc } from '../bson/values.ts';
import { WideWrite } from '../execution/hand-over.ts';
import type { Delete, Update } from './batch.ts';
import { changeInSlices, type SlicedEffect } from './in-slices.ts';
import { applyChange, IN_ONE_PIECE } from './part.ts';

/** Runs a single update or delete of at most one document, which the reply tells. */
export async function runOne(
  call: CommandCall,
  change: Update | Delete,
  replyOf: (effect: SlicedEffect) => Doc,
): Promise<Doc> {
  try {
    return await runAtOnce(call, change, replyOf, call.op.txn === undefined);
  } catch (error) {
    if (!(error instanceof WideWrite)) throw error;
    const sliced = await changeInSlices(call, change, error, replyOf);
    if (sliced === undefined) return await runAtOnce(call, change, replyOf, false);
    return 'reply' in sliced ? sliced.reply : replyOf(sliced.effect);
  }
}

function runAtOnce(
  { server, op }: CommandCall,
  change: Update | Delete,
  replyOf: (effect: SlicedEffect) => Doc,
  mayHandOver: boolean,
): Promise<Doc> {
  return server.engine.write(op, (unit) => {
    op.atHome = mayHandOver ? { ...IN_ONE_PIECE } : undefined;
    try {
      return replyOf(applyChange(unit, change));
    } finally {
      op.atHome = undefined;
    }
  });
}
