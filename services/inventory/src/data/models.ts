import type { EventEnvelope } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import type { Correction, AdjustmentReason } from '../domain/stock.ts';
import type { ReleaseOutcome, ReservationState, Shortage, StockReturn } from '../domain/reservation.ts';
import type { StockLine } from '../domain/lines.ts';

/** A document whose events wait inside it. `outboxAt` is there exactly while some wait: the relay finds them by it. */
export type WithOutbox = { _id: string; outbox?: EventEnvelope[]; outboxAt?: Date };

/**
 * The pieces of one offer. Every change is one conditional write of this document, which also keeps what was done
 * (`holds`, `commands`), so that repeating it changes nothing.
 */
export type StockDocument = WithOutbox & {
  _id: Id;
  sellerId: Id;
  available: number;
  reserved: number;
  sold: number;
  version: number;
  /** One for each reservation that holds pieces. */
  holds: { reservationId: Id; quantity: number }[];
  /** The last adjustments and returns that took effect. */
  commands: { id: string; available: number }[];
  createdAt: Date;
  updatedAt: Date;
};

/** How many commands a stock document remembers: far more than can be under way at once for one offer. */
export const REMEMBERED_COMMANDS = 64;

export type ReservationDocument = WithOutbox & {
  _id: Id;
  state: ReservationState;
  lines: StockLine[];
  expiresAt: Date;
  outcome?: ReleaseOutcome;
  shortages?: Shortage[];
  contended?: boolean;
  returns?: StockReturn[];
  openReturns?: string[];
  /** Machine time from which somebody else finishes what is under way; absent when nothing is. */
  dueAt?: Date;
  /** Machine time at which a reservation that ended without a sale is forgotten. */
  forgetAt?: Date;
};

/** Corrections of stock with their reason; written before the stock, so that a crash can be finished. */
export type AdjustmentDocument = {
  _id: Id;
  /** Names the command across retries. */
  commandId: string;
  lines: { offerId: Id; correction: Correction }[];
  reason: AdjustmentReason;
  note: string;
  by: string;
  state: 'applying' | 'applied' | 'refused';
  /** Code of the error that refused it. */
  refusal?: string;
  createdAt: Date;
  dueAt?: Date;
};

const waiting = { outboxAt: 1 } as const;
const whileWaiting = { partialFilterExpression: { outboxAt: { $exists: true } } };
const whileDue = { partialFilterExpression: { dueAt: { $exists: true } } };

export const stockSchema = new Schema<StockDocument>(
  {
    _id: String,
    sellerId: String,
    available: Number,
    reserved: Number,
    sold: Number,
    version: Number,
    holds: [{ _id: false, reservationId: String, quantity: Number }],
    commands: [{ _id: false, id: String, available: Number }],
    outbox: [Schema.Types.Mixed],
    outboxAt: Date,
    createdAt: Date,
    updatedAt: Date,
  },
).index(waiting, whileWaiting);

const line = { _id: false, offerId: String, quantity: Number };

export const reservationSchema = new Schema<ReservationDocument>(
  {
    _id: String,
    state: String,
    lines: [line],
    expiresAt: Date,
    outcome: String,
    shortages: [{ _id: false, offerId: String, requested: Number, available: Number }],
    contended: Boolean,
    returns: [{ _id: false, id: String, lines: [line] }],
    openReturns: [String],
    dueAt: Date,
    forgetAt: Date,
    outbox: [Schema.Types.Mixed],
    outboxAt: Date,
  },
)
  .index({ dueAt: 1 }, whileDue)
  .index({ expiresAt: 1 }, { partialFilterExpression: { state: 'held' } })
  .index({ forgetAt: 1 }, { expireAfterSeconds: 0 })
  .index(waiting, whileWaiting);

export const adjustmentSchema = new Schema<AdjustmentDocument>(
  {
    _id: String,
    commandId: String,
    lines: [{ _id: false, offerId: String, correction: Schema.Types.Mixed }],
    reason: String,
    note: String,
    by: String,
    state: String,
    refusal: String,
    createdAt: Date,
    dueAt: Date,
  },
)
  .index({ commandId: 1 }, { unique: true })
  .index({ 'lines.offerId': 1, _id: -1 })
  .index({ dueAt: 1 }, whileDue);
