import { ReservationState as WireState } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import type { StockLine } from './lines.ts';

/**
 * `pending`, `selling` and `releasing` say that stock documents are being written: whoever finds one of them finishes
 * it. The others are at rest.
 */
export type ReservationState =
  'pending' | 'held' | 'selling' | 'sold' | 'releasing' | 'released' | 'expired' | 'out-of-stock';

/** How a release ends. */
export type ReleaseOutcome = 'released' | 'expired' | 'out-of-stock';

export type Shortage = { readonly offerId: Id; readonly requested: number; readonly available: number };

export type Reservation = {
  readonly id: Id;
  readonly state: ReservationState;
  readonly lines: readonly StockLine[];
  /** Business time. */
  readonly expiresAt: Date;
  readonly outcome: ReleaseOutcome;
  readonly shortages: readonly Shortage[];
  /** Whether more than one caller may have written stock for it, so that a late write can have left a stray hold. */
  readonly contended: boolean;
  /** Machine time until which the caller that began has it to itself. */
  readonly dueAt: Date | null;
  readonly returns: readonly StockReturn[];
  /** Ids of the returns whose stock is being written. */
  readonly openReturns: readonly string[];
};

/** Sold pieces that went back on the shelf. */
export type StockReturn = { readonly id: string; readonly lines: readonly StockLine[] };

/** Every change of state that there is. */
export const TRANSITIONS: Readonly<Record<ReservationState, readonly ReservationState[]>> = {
  pending: ['held', 'releasing', 'out-of-stock'],
  held: ['selling', 'releasing'],
  selling: ['sold'],
  sold: [],
  releasing: ['released', 'expired', 'out-of-stock'],
  released: [],
  expired: [],
  'out-of-stock': [],
};

/** What a caller wants to become of the reservation; `rest` only finishes what is under way. */
export type Intent = 'hold' | 'sell' | 'release' | 'expire' | 'rest';

/** The next thing to do about a reservation. */
export type Step = 'take-stock' | 'begin-sale' | 'finish-sale' | 'begin-release' | 'give-back' | 'answer';

/** Decides the next step from state and intent; the same for the first caller, a repeat and the sweeper. */
export function nextStep(state: ReservationState, intent: Intent): Step {
  switch (state) {
    case 'pending':
      return intent === 'release' || intent === 'expire' ? 'begin-release' : 'take-stock';
    case 'held':
      if (intent === 'sell') return 'begin-sale';
      return intent === 'release' || intent === 'expire' ? 'begin-release' : 'answer';
    case 'selling':
      return 'finish-sale';
    case 'releasing':
      return 'give-back';
    case 'sold':
    case 'released':
    case 'expired':
    case 'out-of-stock':
      return 'answer';
  }
}

/** Whether nothing further happens to the reservation (but for returns of what was sold). */
export function isEnded(state: ReservationState): boolean {
  return TRANSITIONS[state].length === 0;
}

/** The lines that can't be served from what is available. */
export function shortagesOf(
  lines: readonly StockLine[],
  available: ReadonlyMap<Id, number>,
): readonly Shortage[] {
  return lines
    .map(({ offerId, quantity }) => ({
      offerId,
      requested: quantity,
      available: available.get(offerId) ?? 0,
    }))
    .filter((line) => line.available < line.requested);
}

/** Whether `lines` can still be returned, given what was sold and what came back before. */
export function canReturn(reservation: Reservation, lines: readonly StockLine[]): boolean {
  const left = new Map(reservation.lines.map(({ offerId, quantity }) => [offerId, quantity]));
  const back = reservation.returns.flatMap((each) => each.lines);
  for (const { offerId, quantity } of [...back, ...lines])
    left.set(offerId, (left.get(offerId) ?? 0) - quantity);
  return [...left.values()].every((quantity) => quantity >= 0);
}

/** The state as other services see it. A state under way never leaves inventory: it is finished first. */
export function wireState(state: ReservationState): WireState {
  switch (state) {
    case 'held':
      return WireState.HELD;
    case 'sold':
      return WireState.SOLD;
    case 'released':
      return WireState.RELEASED;
    case 'expired':
      return WireState.EXPIRED;
    case 'out-of-stock':
      return WireState.OUT_OF_STOCK;
    case 'pending':
    case 'selling':
    case 'releasing':
      return WireState.UNSPECIFIED;
  }
}
