import type { EventEnvelope } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import { afterCommit, changing, inserting, isDuplicateKey, OutdatedError, writeTogether, type Write } from '@souk/platform/data';
import type { OutboxSource } from '@souk/platform/events';
import type { ClientSession } from 'mongoose';
import type { OrderEvent } from '../domain/events.ts';
import { evolve, fold } from '../domain/evolve.ts';
import type { Order } from '../domain/order.ts';
import { isPublic, toEnvelope, type RecordedEvent } from '../domain/public-events.ts';
import type { EventDocument, OrderDocument } from './models.ts';
import type { Store } from './store.ts';

/** A transaction's session, or null outside of one. */
export type Session = ClientSession | null;

/** The order that its stream makes; null when there is none. Commands decide on this, never on the view. */
export async function loadOrder(store: Store, orderId: Id, session: Session = null): Promise<Order | null> {
  const events = store.events.find({ orderId }, withSession(session)).sort({ version: 1 });
  return fold((await events.toArray()).map(toRecorded));
}

/** The order as it was when that event happened to it; null when the stream has no such event. */
export async function loadOrderAt(store: Store, orderId: Id, eventId: Id): Promise<Order | null> {
  const events = await store.events.find({ orderId }).sort({ version: 1 }).toArray();
  const at = events.findIndex((event) => event._id === eventId);
  return fold(events.slice(0, at + 1).map(toRecorded));
}

/** The order as it is before a command: read in the command's transaction, or only remembered, and then to be checked. */
export type Before = { readonly order: Order | null; readonly from: 'stream' | 'memory' };

/** What else changes together with the order that the command makes. */
export type Beside = (order: Order) => readonly Write[];

/**
 * Adds events to an order's stream and brings its view up to date, after the writes `beside` it and with the same command, in
 * the caller's transaction. Whoever changed the order meanwhile makes it run again.
 */
export async function appendEvents(
  store: Store,
  session: ClientSession,
  before: Before,
  recorded: readonly RecordedEvent[],
  beside: Beside,
): Promise<Order> {
  const order = recorded.reduce(evolve, before.order);
  if (order === null) throw new TypeError('nothing to append to an order that is not there');
  const own =
    recorded.length === 0
      ? []
      : [viewWrite(store, before, order), ...recorded.map((each) => inserting(store.events, toDocument(each)))];
  try {
    await writeTogether(store.db, session, [...beside(order), ...own]);
  } catch (error) {
    // The place in the stream is taken.
    if (isDuplicateKey(error, 'version')) throw outdated();
    throw error;
  }
  if (own.length === 0) return order;
  afterCommit(session, store.signal.fire);
  afterCommit(session, () => store.recent.keep(order));
  return order;
}

function viewWrite(store: Store, { order: before, from }: Before, order: Order): Write {
  const view = toView(order);
  if (before === null) return inserting(store.orders, view);
  if (from === 'stream') return changing(store.orders, { _id: view._id }, view, 'insert');
  const same = { _id: view._id, version: before.version };
  return changing(store.orders, same, view, outdated);
}

const outdated = (): Error => new OutdatedError('the order has been changed meanwhile');

/** The streams as an outbox: what the relay has not put into the log, an order's events in their order. */
export function orderOutbox(store: Store): OutboxSource {
  return {
    unpublished: async (limit) => {
      const cursor = store.events
        .find({ unpublished: true })
        .sort({ unpublished: 1, orderId: 1, version: 1 })
        .limit(limit);
      const envelopes = (await cursor.toArray()).map((document) => toEnvelope(toRecorded(document)));
      return envelopes.filter((envelope): envelope is EventEnvelope => envelope !== null);
    },
    markPublished: async (ids) => {
      await store.events.updateMany({ _id: { $in: [...ids] } }, { $unset: { unpublished: '' } });
    },
    onCommit: store.signal.onCommit,
  };
}

/** Makes the view anew from the streams. Orders that are changed meanwhile keep the newer of both. */
export async function rebuildView(store: Store): Promise<number> {
  let rebuilt = 0;
  const streams = store.events.find({ version: 1 }).project<{ orderId: Id }>({ orderId: 1 });
  for await (const { orderId } of streams) {
    await store.db.transaction(async (session) => {
      const order = await loadOrder(store, orderId, session);
      if (order === null) return;
      const view = toView(order);
      await store.orders.replaceOne({ _id: orderId }, view, { session, upsert: true });
    });
    rebuilt += 1;
  }
  return rebuilt;
}

export function withSession(session: Session): { session?: ClientSession } {
  return session === null ? {} : { session };
}

export function toView(order: Order): OrderDocument {
  const { orderId, ...rest } = order;
  return {
    _id: orderId,
    ...rest,
    consignmentIds: order.consignments.map((each) => each.consignmentId),
    sellerKeys: order.consignments.flatMap(({ sellerId, status }) => [sellerId, `${sellerId}|${status}`]),
  };
}

export function fromView(document: OrderDocument): Order {
  const { _id, consignmentIds: _ids, sellerKeys: _keys, ...rest } = document;
  return { orderId: _id, ...rest };
}

function toDocument(recorded: RecordedEvent): EventDocument {
  const { id, event, ...rest } = recorded;
  const document: EventDocument = { _id: id, ...rest, type: event.type, data: event.data };
  return isPublic(event) ? { ...document, unpublished: true } : document;
}

function toRecorded(document: EventDocument): RecordedEvent {
  const { _id, orderId, version, at, requestId, causedBy } = document;
  // Only `appendEvents` writes here: type and data belong together as they came from the domain.
  const event = { type: document.type, data: document.data } as OrderEvent;
  return { id: _id, orderId, version, at, requestId, causedBy, event };
}
