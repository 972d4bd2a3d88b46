import {
  defineModel,
  ensureIndexes,
  nativeCollection,
  type Database,
  type NativeCollection,
} from '@souk/platform/data';
import { commitSignal, type CommitSignal } from '@souk/platform/events';
import {
  cartSchema,
  checkoutSchema,
  eventSchema,
  orderSchema,
  type CartDocument,
  type CheckoutDocument,
  type EventDocument,
  type OrderDocument,
  type VacancyDocument,
} from './models.ts';
import { recentOrders, type RecentOrders } from './recent-orders.ts';

/** The service's collections. */
export type Store = {
  readonly db: Database;
  readonly carts: NativeCollection<CartDocument>;
  readonly checkouts: NativeCollection<CheckoutDocument>;
  /** In the collection of the checkouts, under its unique index of carts. */
  readonly vacancies: NativeCollection<VacancyDocument>;
  /** The streams: the truth about orders, and their outbox. */
  readonly events: NativeCollection<EventDocument>;
  /** The view of the streams; can be dropped and rebuilt. */
  readonly orders: NativeCollection<OrderDocument>;
  readonly recent: RecentOrders;
  /** Wakes the relay after a commit. */
  readonly signal: CommitSignal;
  ensureIndexes(): Promise<void>;
};

/** Opens the collections in the service's own database. */
export function openStore(db: Database): Store {
  const models = [
    defineModel(db, 'carts', cartSchema),
    defineModel(db, 'checkouts', checkoutSchema),
    defineModel(db, 'events', eventSchema),
    defineModel(db, 'orders', orderSchema),
  ];
  return {
    db,
    carts: nativeCollection<CartDocument>(db, 'carts'),
    checkouts: nativeCollection<CheckoutDocument>(db, 'checkouts'),
    vacancies: nativeCollection<VacancyDocument>(db, 'checkouts'),
    events: nativeCollection<EventDocument>(db, 'events'),
    orders: nativeCollection<OrderDocument>(db, 'orders'),
    recent: recentOrders(),
    signal: commitSignal(),
    ensureIndexes: () => ensureIndexes(models),
  };
}
