import type { EventEnvelope } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import { isDuplicateKey, type NativeCollection } from '@souk/platform/data';
import type { StockLine } from '../domain/lines.ts';
import type {
  ReleaseOutcome,
  Reservation,
  ReservationState,
  Shortage,
  StockReturn,
} from '../domain/reservation.ts';
import type { ReservationDocument } from './models.ts';

export type Reservations = NativeCollection<ReservationDocument>;

/** Stores a new reservation as `pending`; false when the id is taken. */
export async function insertReservation(
  reservations: Reservations,
  reservation: { id: Id; lines: readonly StockLine[]; expiresAt: Date; dueAt: Date },
): Promise<boolean> {
  const { id, lines, expiresAt, dueAt } = reservation;
  try {
    await reservations.insertOne({ _id: id, state: 'pending', lines: [...lines], expiresAt, dueAt });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** The reservation; null when there is none. Only inventory itself asks, by an id that a service gave it. */
export async function findReservation(reservations: Reservations, id: Id): Promise<Reservation | null> {
  const found = await reservations.findOne({ _id: id });
  return found === null ? null : fromDocument(found);
}

/** What changes with a step; `dueAt` null: nothing is under way any more. */
export type Move = {
  readonly to: ReservationState;
  readonly dueAt: Date | null;
  readonly outcome?: ReleaseOutcome;
  readonly shortages?: readonly Shortage[];
  readonly contended?: true;
  readonly forgetAt?: Date;
  readonly event?: EventEnvelope;
  /** Business time: move only what is over by then. */
  readonly onlyExpiredBy?: Date;
};

/**
 * Moves the reservation on, when it is still in `from`: the one write that decides. Gives it as it is then, or null:
 * somebody was faster.
 */
export async function moveReservation(
  reservations: Reservations,
  id: Id,
  from: ReservationState,
  { to, dueAt, shortages, event, onlyExpiredBy, ...rest }: Move,
): Promise<Reservation | null> {
  const set: Partial<ReservationDocument> = { state: to, ...rest };
  if (dueAt !== null) set.dueAt = dueAt;
  if (shortages !== undefined) set.shortages = [...shortages];
  if (event !== undefined) set.outboxAt = new Date(event.occurredAt);
  const moved = await reservations.findOneAndUpdate(
    { _id: id, state: from, ...(onlyExpiredBy === undefined ? {} : { expiresAt: { $lte: onlyExpiredBy } }) },
    {
      $set: set,
      ...(dueAt === null ? { $unset: { dueAt: '' } } : {}),
      ...(event === undefined ? {} : { $push: { outbox: event } }),
    },
    { returnDocument: 'after' },
  );
  return moved === null ? null : fromDocument(moved);
}

/** Takes over a pending reservation whose caller has gone silent; false when it is not due, or no longer pending. */
export async function takeOverReservation(
  reservations: Reservations,
  id: Id,
  now: Date,
  dueAt: Date,
): Promise<boolean> {
  const result = await reservations.updateOne(
    { _id: id, state: 'pending', dueAt: { $lte: now } },
    { $set: { dueAt, contended: true } },
  );
  return result.matchedCount === 1;
}

/** Moves the end of a held reservation; false when it is not held. */
export async function extendReservation(reservations: Reservations, id: Id, expiresAt: Date): Promise<boolean> {
  const result = await reservations.updateOne({ _id: id, state: 'held' }, { $set: { expiresAt } });
  return result.matchedCount === 1;
}

/** Records a return of sold pieces, provided that the returns are still the ones that the decision was made on. */
export async function beginReturn(
  reservations: Reservations,
  reservation: Reservation,
  stockReturn: StockReturn,
  dueAt: Date,
): Promise<boolean> {
  const seen = reservation.returns.length;
  const result = await reservations.updateOne(
    {
      _id: reservation.id,
      state: 'sold',
      ...(seen === 0 ? { 'returns.0': { $exists: false } } : { returns: { $size: seen } }),
    },
    { $push: { returns: stockReturn, openReturns: stockReturn.id }, $set: { dueAt } },
  );
  return result.matchedCount === 1;
}

/** Says that the stock of a return is written. Leaves a contended reservation due, for its second look. */
export async function finishReturn(reservations: Reservations, id: Id, returnId: string): Promise<void> {
  await reservations.updateOne({ _id: id }, { $pull: { openReturns: returnId } });
  await reservations.updateOne(
    { _id: id, openReturns: { $size: 0 }, contended: { $ne: true } },
    { $unset: { dueAt: '' } },
  );
}

/** Nothing is left to be done about the reservation. */
export async function clearDue(reservations: Reservations, id: Id, seen: Date): Promise<void> {
  await reservations.updateOne({ _id: id, dueAt: seen }, { $unset: { dueAt: '' } });
}

/** Reservations with work that nobody finishes, oldest first. */
export async function findDue(reservations: Reservations, now: Date, limit: number): Promise<Reservation[]> {
  const found = await reservations.find({ dueAt: { $lte: now } }).sort({ dueAt: 1 }).limit(limit).toArray();
  return found.map(fromDocument);
}

/** Ids of held reservations whose time (business time) is over. */
export async function findExpired(reservations: Reservations, now: Date, limit: number): Promise<Id[]> {
  const found = await reservations
    .find({ state: 'held', expiresAt: { $lte: now } }, { projection: { _id: 1 } })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .toArray();
  return found.map((each) => each._id);
}

function fromDocument(document: ReservationDocument): Reservation {
  return {
    id: document._id,
    state: document.state,
    lines: document.lines,
    expiresAt: document.expiresAt,
    outcome: document.outcome ?? 'released',
    shortages: document.shortages ?? [],
    contended: document.contended ?? false,
    dueAt: document.dueAt ?? null,
    returns: document.returns ?? [],
    openReturns: document.openReturns ?? [],
  };
}
