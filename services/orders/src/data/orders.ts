import type { Id } from '@souk/kernel';
import type { AdminScope, CustomerScope, SellerScope } from '@souk/platform/context';
import type { ConsignmentStatus } from '../domain/consignment-states.ts';
import type { Order } from '../domain/order.ts';
import type { OrderDocument } from './models.ts';
import { fromView } from './order-stream.ts';
import type { Store } from './store.ts';

/** Restricts a query to what the bearer of a cart token ordered as a guest. */
export type GuestScope = { readonly tokenHash: string };
/** What a buyer holds: an account, a cart token, or both; either opens what was made with it. */
export type BuyerScope = CustomerScope | GuestScope | (CustomerScope & GuestScope);
/** Whose orders a query may see. */
export type OrderScope = BuyerScope | AdminScope;
/** Whose consignments a query may see. */
export type ConsignmentScope = SellerScope | AdminScope;

/** A part of a list: up to `limit` behind the one with the id `after`, null: from the first on. */
export type PageOf = { readonly limit: number; readonly after: Id | null };

type Filter = Parameters<Store['orders']['find']>[0];

export async function findOrder(store: Store, scope: OrderScope, orderId: Id): Promise<Order | null> {
  const document = await store.orders.findOne({ _id: orderId, ...ownedBy(scope) });
  return document === null ? null : fromView(document);
}

/** The order that the consignment is part of. */
export async function findOrderOfConsignment(
  store: Store,
  scope: ConsignmentScope,
  consignmentId: Id,
): Promise<Order | null> {
  const document = await store.orders.findOne({ consignmentIds: consignmentId });
  if (document === null) return null;
  const order = fromView(document);
  const mine = order.consignments.some(
    (each) =>
      each.consignmentId === consignmentId && ('all' in scope || each.sellerId === scope.sellerId),
  );
  return mine ? order : null;
}

/** Orders of the scope, newest first. */
export async function listOrders(
  store: Store,
  scope: OrderScope,
  filter: { readonly status: ConsignmentStatus | null },
  page: PageOf,
): Promise<readonly Order[]> {
  const status = filter.status === null ? {} : { status: filter.status };
  return find(store, { ...ownedBy(scope), ...status }, page);
}

/** Orders with a consignment of the seller, newest first. */
export async function listOrdersOfSeller(
  store: Store,
  scope: SellerScope,
  filter: { readonly status: ConsignmentStatus | null },
  page: PageOf,
): Promise<readonly Order[]> {
  const key = filter.status === null ? scope.sellerId : `${scope.sellerId}|${filter.status}`;
  return find(store, { sellerKeys: key }, page);
}

/** The condition that keeps a query within the scope. */
export function ownedBy(scope: OrderScope): object {
  if ('all' in scope) return {};
  const keys = [
    ...('customerId' in scope ? [{ customerId: scope.customerId }] : []),
    ...('tokenHash' in scope ? [{ tokenHash: scope.tokenHash }] : []),
  ];
  return keys.length === 1 ? { ...keys[0] } : { $or: keys };
}

async function find(store: Store, filter: object, { limit, after }: PageOf): Promise<readonly Order[]> {
  const older = after === null ? {} : { _id: { $lt: after } };
  const cursor = store.orders
    .find({ ...filter, ...older } as Filter)
    .sort({ _id: -1 })
    .limit(limit);
  const documents: OrderDocument[] = await cursor.toArray();
  return documents.map(fromView);
}
