import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import type { CartLine, CartState } from '../domain/cart.ts';
import type { Checkout } from '../domain/checkout.ts';
import type { OrderEvent, OrderEventType } from '../domain/events.ts';
import type { Address, Order } from '../domain/order.ts';

export type CartDocument = {
  _id: Id;
  /** Exactly one of both. */
  customerId?: Id;
  tokenHash?: string;
  state: CartState;
  lines: CartLine[];
  email: string | null;
  address: Address | null;
  orderId: Id | null;
  mergedInto: Id | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export type CheckoutDocument = Omit<Checkout, 'checkoutId'> & {
  _id: Id;
  /** Whether it keeps its cart from being checked out another way. */
  occupies: boolean;
  phase: 'busy' | 'waiting' | 'ended';
  /** Busy: machine time at which its lease ends. Waiting: business time at which it lapses. Ended: absent. */
  dueAt?: Date;
  /** Machine time at which a checkout that has failed without an order is forgotten. */
  removeAt?: Date;
  updatedAt: Date;
};

/** Stands in for a checkout of a cart that was removed, so that none begins on it; goes by itself. */
export type VacancyDocument = {
  _id: string;
  cartId: Id;
  occupies: true;
  phase: 'ended';
  removeAt: Date;
};

export type EventDocument = {
  _id: Id;
  orderId: Id;
  version: number;
  at: Date;
  requestId: string;
  causedBy: string;
  type: OrderEventType;
  data: OrderEvent['data'];
  /** There until the relay has put the event into the log; absent on events that stay inside. */
  unpublished?: true;
};

/** The order as its stream made it, with what lists are found by. */
export type OrderDocument = Omit<Order, 'orderId'> & {
  _id: Id;
  consignmentIds: Id[];
  /** Each seller of the order, alone and with the consignment's status: `sel_…` and `sel_…|paid`. */
  sellerKeys: string[];
};

export const cartSchema = new Schema<CartDocument>({
  _id: { type: String, required: true },
  customerId: String,
  tokenHash: String,
  state: { type: String, required: true },
  lines: [Schema.Types.Mixed],
  email: String,
  address: Schema.Types.Mixed,
  orderId: String,
  mergedInto: String,
  version: Number,
  createdAt: Date,
  updatedAt: Date,
})
  .index({ customerId: 1, _id: -1 }, { partialFilterExpression: { customerId: { $exists: true } } })
  // The abandoned ones: changes of a cart leave its key alone.
  .index({ state: 1, _id: 1 })
  .index({ tokenHash: 1 }, { unique: true, partialFilterExpression: { tokenHash: { $exists: true } } });

/** Written and read by the driver itself: the schema stands for the indexes. */
export const checkoutSchema = new Schema<CheckoutDocument>({ _id: { type: String, required: true }, cartId: { type: String, required: true }, dueAt: Date }, { strict: false })
  .index({ cartId: 1 }, { name: 'one-live-checkout', unique: true, partialFilterExpression: { occupies: true } })
  .index({ cartId: 1, commandId: 1 })
  .index({ phase: 1, dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } })
  .index({ removeAt: 1 }, { expireAfterSeconds: 0, partialFilterExpression: { removeAt: { $exists: true } } });

export const eventSchema = new Schema<EventDocument>({ _id: { type: String, required: true }, orderId: { type: String, required: true }, version: Number }, { strict: false })
  .index({ orderId: 1, version: 1 }, { unique: true })
  .index({ unpublished: 1, orderId: 1, version: 1 }, { partialFilterExpression: { unpublished: true } });

export const orderSchema = new Schema<OrderDocument>({ _id: { type: String, required: true }, cartId: { type: String, required: true } }, { strict: false })
  .index({ cartId: 1 }, { unique: true })
  .index({ customerId: 1, _id: -1 })
  .index({ customerId: 1, status: 1, _id: -1 })
  .index({ status: 1, _id: -1 })
  .index({ sellerKeys: 1, _id: -1 })
  .index({ consignmentIds: 1 }, { unique: true });
