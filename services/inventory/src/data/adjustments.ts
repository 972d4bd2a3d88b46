import type { EventEnvelope } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import { isDuplicateKey, type NativeCollection } from '@souk/platform/data';
import { REMEMBERED_COMMANDS, type AdjustmentDocument, type StockDocument } from './models.ts';
import type { Stocks } from './stocks.ts';

export type Adjustments = NativeCollection<AdjustmentDocument>;

/** Records the adjustment before it is applied. Gives the one that is there when the command came before. */
export async function recordAdjustment(
  adjustments: Adjustments,
  adjustment: AdjustmentDocument,
): Promise<AdjustmentDocument> {
  try {
    await adjustments.insertOne(adjustment);
    return adjustment;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const earlier = await adjustments.findOne({ commandId: adjustment.commandId });
    if (earlier === null) throw error;
    return earlier;
  }
}

/** The adjustment that an earlier run of the command has recorded. */
export async function findAdjustment(
  adjustments: Adjustments,
  commandId: string,
): Promise<AdjustmentDocument | null> {
  return adjustments.findOne({ commandId });
}

/** Says how the adjustment ended. */
export async function closeAdjustment(
  adjustments: Adjustments,
  id: Id,
  outcome: { readonly state: 'applied' } | { readonly state: 'refused'; readonly refusal: string },
): Promise<void> {
  await adjustments.updateOne({ _id: id, state: 'applying' }, { $set: outcome, $unset: { dueAt: '' } });
}

/** Adjustments that were interrupted. */
export async function findDueAdjustments(
  adjustments: Adjustments,
  now: Date,
  limit: number,
): Promise<AdjustmentDocument[]> {
  return adjustments
    .find({ dueAt: { $lte: now } })
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray();
}

/** An offer's adjustments, newest first, those older than `after` only. The caller has checked whose offer it is. */
export async function listAdjustments(
  adjustments: Adjustments,
  { offerId, after, limit }: { offerId: Id; after: Id | null; limit: number },
): Promise<AdjustmentDocument[]> {
  return adjustments
    .find({ 'lines.offerId': offerId, state: 'applied', ...(after === null ? {} : { _id: { $lt: after } }) })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

/** One offer's stock as a correction sees it. */
export type SeenStock = Pick<StockDocument, '_id' | 'available' | 'version' | 'commands'>;

/** Reads what corrections need to know. */
export async function findStocks(stocks: Stocks, offerIds: readonly Id[]): Promise<SeenStock[]> {
  return stocks
    .find({ _id: { $in: [...offerIds] } }, { projection: { available: 1, version: 1, commands: 1 } })
    .toArray();
}

export type StockCorrection = {
  readonly offerId: Id;
  readonly from: number;
  readonly to: number;
  readonly event: EventEnvelope | null;
};

/** Writes corrections where the pieces available are still those seen. Says whether all of them took effect. */
export async function correctStocks(
  stocks: Stocks,
  commandId: string,
  corrections: readonly StockCorrection[],
  now: Date,
): Promise<boolean> {
  if (corrections.length === 0) return true;
  const result = await stocks.bulkWrite(
    corrections.map(({ offerId, from, to, event }) => ({
      updateOne: {
        filter: { _id: offerId, available: from, 'commands.id': { $ne: commandId } },
        update: {
          $set: {
            available: to,
            updatedAt: now,
            ...(event === null ? {} : { outboxAt: new Date(event.occurredAt) }),
          },
          $inc: { version: 1 },
          $push: {
            commands: { $each: [{ id: commandId, available: to }], $slice: -REMEMBERED_COMMANDS },
            ...(event === null ? {} : { outbox: event }),
          },
        },
      },
    })),
    { ordered: false },
  );
  return result.matchedCount === corrections.length;
}
