import type { EventEnvelope } from '@souk/contracts';
import type { AdminScope, SellerScope } from '@souk/platform/context';
import type { NativeCollection } from '@souk/platform/data';
import type { Id } from '@souk/kernel';
import type { StockLine } from '../domain/lines.ts';
import { inventoryError } from '../errors.ts';
import type { StockDocument } from './models.ts';

export type Stocks = NativeCollection<StockDocument>;

/** Pieces of an offer as callers see them. */
export type StockLevel = {
  readonly offerId: Id;
  readonly sellerId: Id;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  readonly version: number;
};

/** How often a write is tried again that lost to others between its read and its write. */
export const WRITE_ATTEMPTS = 200;

const LEVEL = { sellerId: 1, available: 1, reserved: 1, sold: 1, version: 1 } as const;

/** Stock of the offers, for the system itself (other services ask through the port); unknown offers are left out. */
export async function findLevels(
  stocks: Stocks,
  offerIds: readonly Id[],
  scope: AdminScope | SellerScope,
): Promise<StockLevel[]> {
  const one = offerIds.length === 1 ? offerIds[0] : undefined;
  const found = await stocks
    .find(
      { _id: one ?? { $in: [...offerIds] }, ...('sellerId' in scope ? { sellerId: scope.sellerId } : {}) },
      { projection: LEVEL },
    )
    .toArray();
  return found.map(({ _id, sellerId, available, reserved, sold, version }) => ({
    offerId: _id,
    sellerId,
    available,
    reserved,
    sold,
    version,
  }));
}

/** Makes empty stock documents for offers that have none yet. */
export async function openStock(
  stocks: Stocks,
  offers: readonly { offerId: Id; sellerId: Id }[],
  now: Date,
): Promise<void> {
  if (offers.length === 0) return;
  const empty = { available: 0, reserved: 0, sold: 0, version: 0, holds: [], commands: [] };
  await stocks.bulkWrite(
    offers.map(({ offerId, sellerId }) => ({
      updateOne: {
        filter: { _id: offerId },
        update: { $setOnInsert: { ...empty, sellerId, createdAt: now, updatedAt: now } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

/**
 * Holds pieces for a reservation: one conditional write (two when it takes the last piece) that stores the
 * reservation's id in the stock document. Says false when too few are available. Done before: true, no effect.
 */
export async function holdPieces(
  stocks: Stocks,
  { offerId, quantity }: StockLine,
  reservationId: Id,
  soldOut: () => EventEnvelope,
): Promise<boolean> {
  const free = { 'holds.reservationId': { $ne: reservationId } };
  const take = { $inc: { available: -quantity, reserved: quantity, version: 1 } };
  const hold = { reservationId, quantity };
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const some = await stocks.updateOne(
      { _id: offerId, available: { $gt: quantity }, ...free },
      { ...take, $push: { holds: hold } },
    );
    if (some.matchedCount === 1) return true;
    const event = soldOut();
    const last = await stocks.updateOne(
      { _id: offerId, available: quantity, ...free },
      { ...take, $push: { holds: hold, outbox: event }, $set: { outboxAt: new Date(event.occurredAt) } },
    );
    if (last.matchedCount === 1) return true;
    const now = await stocks.findOne({ _id: offerId }, { projection: { available: 1, holds: 1 } });
    if (now?.holds.some((each) => each.reservationId === reservationId) === true) return true;
    if ((now?.available ?? 0) < quantity) return false;
  }
  throw inventoryError('stock-busy', { offerId });
}

/**
 * Holds the pieces of all lines where more are there than wanted, in one command. The common case of `holdPieces`: a
 * line that is not among those returned is left to it, whether it takes the last piece or there are too few.
 * @returns ids of the offers of which pieces are held now.
 */
export async function holdAtOnce(
  stocks: Stocks,
  lines: readonly StockLine[],
  reservationId: Id,
): Promise<ReadonlySet<Id>> {
  const held = await stocks.bulkWrite(
    lines.map(({ offerId, quantity }) => ({
      updateOne: {
        filter: {
          _id: offerId,
          available: { $gt: quantity },
          'holds.reservationId': { $ne: reservationId },
        },
        update: {
          $inc: { available: -quantity, reserved: quantity, version: 1 },
          $push: { holds: { reservationId, quantity } },
        },
      },
    })),
    { ordered: false },
  );
  const offerIds = lines.map((line) => line.offerId);
  if (held.matchedCount === lines.length) return new Set(offerIds);
  const found = await stocks
    .find({ _id: { $in: offerIds }, 'holds.reservationId': reservationId }, { projection: { _id: 1 } })
    .toArray();
  return new Set(found.map((each) => each._id));
}

/** Turns a reservation's holds into sold pieces. Lines without a hold were done before and are left alone. */
export async function sellPieces(stocks: Stocks, lines: readonly StockLine[], reservationId: Id): Promise<void> {
  await stocks.bulkWrite(
    lines.map(({ offerId, quantity }) => ({
      updateOne: {
        filter: { _id: offerId, 'holds.reservationId': reservationId },
        update: {
          $inc: { reserved: -quantity, sold: quantity, version: 1 },
          $pull: { holds: { reservationId } },
        },
      },
    })),
    { ordered: false },
  );
}

/** Gives a reservation's held pieces back. Lines without a hold are left alone. */
export async function releasePieces(
  stocks: Stocks,
  lines: readonly StockLine[],
  reservationId: Id,
  restocked: (line: StockLine) => EventEnvelope,
): Promise<void> {
  let open = lines;
  for (let attempt = 0; attempt < WRITE_ATTEMPTS && open.length > 0; attempt += 1) {
    const done = await stocks.bulkWrite(
      open.flatMap((line) =>
        addingPieces(
          { _id: line.offerId, 'holds.reservationId': reservationId },
          { available: line.quantity, reserved: -line.quantity },
          { $pull: { holds: { reservationId } } },
          restocked(line),
        ),
      ),
    );
    if (done.matchedCount === open.length) return;
    const left = await stocks
      .find(
        { _id: { $in: open.map((line) => line.offerId) }, 'holds.reservationId': reservationId },
        { projection: { _id: 1 } },
      )
      .toArray();
    const ids = new Set(left.map((each) => each._id));
    open = open.filter((line) => ids.has(line.offerId));
  }
  if (open.length > 0) throw inventoryError('stock-busy', { offerId: open[0]?.offerId });
}

/**
 * Two writes of which at most one takes effect: onto an empty shelf with the event, onto another without. A change by
 * others between the two can let both miss: the caller looks and tries again.
 */
export function addingPieces(
  filter: Readonly<Record<string, unknown>>,
  increments: Readonly<Record<string, number>>,
  { $pull, $push }: { $pull?: Record<string, unknown>; $push?: Record<string, unknown> },
  event: EventEnvelope,
) {
  const $inc = { ...increments, version: 1 };
  const pull = $pull === undefined ? {} : { $pull };
  const push = $push === undefined ? {} : { $push };
  return [
    {
      updateOne: {
        filter: { ...filter, available: { $gt: 0 } },
        update: { $inc, ...pull, ...push },
      },
    },
    {
      updateOne: {
        filter: { ...filter, available: 0 },
        update: {
          $inc,
          ...pull,
          $push: { ...$push, outbox: event },
          $set: { outboxAt: new Date(event.occurredAt) },
        },
      },
    },
  ];
}
