import { defineModel, ensureIndexes, nativeCollection, type Database, type NativeCollection } from '@souk/platform/data';
import { commitSignal, type CommitSignal } from '@souk/platform/events';
import type { Logger } from '@souk/platform/telemetry';
import {
  adjustmentSchema,
  reservationSchema,
  stockSchema,
  type AdjustmentDocument,
  type ReservationDocument,
  type StockDocument,
  type WithOutbox,
} from './models.ts';
import type { Adjustments } from './adjustments.ts';
import type { Reservations } from './reservations.ts';
import { saleMarks, type SaleMarks } from './sale-marks.ts';
import type { Stocks } from './stocks.ts';

/** Inventory's collections: every call on them is one single-document write, or a bulk of such. */
export type Store = {
  readonly stocks: Stocks;
  readonly reservations: Reservations;
  readonly adjustments: Adjustments;
  /** The collections above of which documents carry events. */
  readonly withOutbox: readonly NativeCollection<WithOutbox>[];
  readonly saleMarks: SaleMarks;
  /** Wakes the relay after a write that put an event into a document. */
  readonly signal: CommitSignal;
  ensureIndexes(): Promise<void>;
};

/** Opens the collections in inventory's own database. */
export function openStore(db: Database, log: Logger): Store {
  const models = [
    defineModel<StockDocument>(db, 'stocks', stockSchema),
    defineModel<ReservationDocument>(db, 'reservations', reservationSchema),
    defineModel<AdjustmentDocument>(db, 'adjustments', adjustmentSchema),
  ];
  const reservations = nativeCollection<ReservationDocument>(db, 'reservations');
  return {
    stocks: nativeCollection<StockDocument>(db, 'stocks'),
    reservations,
    adjustments: nativeCollection<AdjustmentDocument>(db, 'adjustments'),
    withOutbox: ['stocks', 'reservations'].map((name) => nativeCollection<WithOutbox>(db, name)),
    saleMarks: saleMarks(reservations, (error) =>
      log.warn({ err: error }, 'sales could not be marked as finished; left to the sweeper'),
    ),
    signal: commitSignal(),
    ensureIndexes: () => ensureIndexes(models),
  };
}
