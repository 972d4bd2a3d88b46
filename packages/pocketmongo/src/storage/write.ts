import type { Doc } from '../bson/values.ts';
import type { WriteUnit } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import { trimCapped } from '../records/capped.ts';
import { ownTransaction } from '../transactions/own-transaction.ts';
import type { EngineParts } from './engine-parts.ts';
import { plainWrite } from './plain-writes.ts';
import { FrameUnit } from './write-unit.ts';

/** Runs the body of a write: in its operation's transaction, or by itself. See {@link Engine.write}. */
export function write(parts: EngineParts, op: Operation, body: (unit: WriteUnit) => Doc): Promise<Doc> {
  const { catalogue, transactions, writes } = parts;
  const txn = ownTransaction(transactions, op.txn);
  if (txn !== undefined) return transactions.run(txn, () => body(new FrameUnit(catalogue, txn.frame, op)));
  return plainWrite(writes, op, (frame) => {
    const reply = body(new FrameUnit(catalogue, frame, op));
    if (frame.filled !== undefined) trimCapped(frame);
    return reply;
  });
}
