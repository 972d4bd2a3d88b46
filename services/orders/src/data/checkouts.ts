import type { Id } from '@souk/kernel';
import { changing, isDuplicateKey, type Write } from '@souk/platform/data';
import { isBusy, isWaiting, occupiesCart, type Checkout } from '../domain/checkout.ts';
import type { CheckoutDocument } from './models.ts';
import type { OrderScope } from './orders.ts';
import type { Store } from './store.ts';

/** What of a checkout may change; `version` is counted here. */
export type CheckoutPatch = Partial<Omit<Checkout, 'checkoutId' | 'cartId' | 'version' | 'createdAt'>>;

/** Who works on it until when (machine time), and what time it is there. */
export type Lease = {
  readonly now: Date;
  readonly until: Date;
  /** When it is forgotten should it fail here without an order; null: never. */
  readonly failedUntil: Date | null;
};

/** Stores a new checkout; false when another one has the cart. */
export async function insertCheckout(store: Store, checkout: Checkout, lease: Lease): Promise<boolean> {
  try {
    await store.checkouts.insertOne(toDocument(checkout, lease));
    return true;
  } catch (error) {
    if (isDuplicateKey(error, 'cartId')) return false;
    throw error;
  }
}

/**
 * Changes a checkout that is still as the caller knows it, and stores with it what its last steps have left.
 * @returns the checkout afterwards, or null when somebody else has changed it.
 */
export async function saveCheckout(
  store: Store,
  before: Checkout,
  patch: CheckoutPatch,
  lease: Lease,
): Promise<Checkout | null> {
  const { checkout, known, change } = changeOf(before, patch, lease);
  const result = await store.checkouts.updateOne(known, change);
  return result.matchedCount === 0 ? null : checkout;
}

/** As `saveCheckout`, to be written with others; `overtaken` is thrown when somebody else has changed it. */
export function savingCheckout(
  store: Store,
  before: Checkout,
  patch: CheckoutPatch,
  { lease, overtaken }: { readonly lease: Lease; readonly overtaken: () => Error },
): { readonly checkout: Checkout; readonly write: Write } {
  const { checkout, known, change } = changeOf(before, patch, lease);
  return { checkout, write: changing(store.checkouts, known, change, overtaken) };
}

function changeOf(before: Checkout, patch: CheckoutPatch, lease: Lease) {
  const checkout: Checkout = { ...before, ...patch, version: before.version + 1 };
  // Steps that may be repeated leave their results in memory until here.
  const { position, payments, stock, version } = checkout;
  const { occupies, phase, dueAt } = bookkeeping(checkout, lease);
  const known = { _id: before.checkoutId, version: before.version };
  const change = {
    $set: {
      ...patch,
      position,
      payments,
      stock,
      version,
      occupies,
      phase,
      updatedAt: lease.now,
      ...(dueAt === null ? {} : { dueAt }),
      ...(isForgettable(checkout) && lease.failedUntil !== null && { removeAt: lease.failedUntil }),
    },
    ...(dueAt === null ? { $unset: { dueAt: '' as const } } : {}),
  };
  return { checkout, known, change };
}

export async function findCheckout(store: Store, checkoutId: Id): Promise<Checkout | null> {
  const document = await store.checkouts.findOne({ _id: checkoutId });
  return document === null ? null : fromDocument(document);
}

/** As `findCheckout`, for its buyer or an administrator only. */
export async function findCheckoutFor(
  store: Store,
  scope: OrderScope,
  checkoutId: Id,
): Promise<Checkout | null> {
  const checkout = await findCheckout(store, checkoutId);
  if (checkout === null || 'all' in scope) return checkout;
  const mine =
    ('customerId' in scope && checkout.customerId === scope.customerId) ||
    ('tokenHash' in scope && checkout.tokenHash === scope.tokenHash);
  return mine ? checkout : null;
}

/** The checkout that has the cart; null when there is none. */
export async function findCheckoutOfCart(store: Store, cartId: Id): Promise<Checkout | null> {
  const document = await store.checkouts.findOne({ cartId, occupies: true });
  // The place of a cart that was removed belongs to no checkout.
  return document === null || 'removeAt' in document ? null : fromDocument(document);
}

/** The checkout that this very command began, failed ones too. */
export async function findCheckoutOfCommand(
  store: Store,
  cartId: Id,
  commandId: string,
): Promise<Checkout | null> {
  const document = await store.checkouts.findOne({ cartId, commandId });
  return document === null ? null : fromDocument(document);
}

/** Checkouts whose worker has not been heard of since its lease ended. */
export async function findAbandoned(store: Store, machineNow: Date, limit: number): Promise<readonly Checkout[]> {
  return findDue(store, 'busy', machineNow, limit);
}

/** Checkouts that have waited for their buyer or their money longer than they may. */
export async function findLapsed(store: Store, businessNow: Date, limit: number): Promise<readonly Checkout[]> {
  return findDue(store, 'waiting', businessNow, limit);
}

async function findDue(
  store: Store,
  phase: 'busy' | 'waiting',
  now: Date,
  limit: number,
): Promise<readonly Checkout[]> {
  const cursor = store.checkouts
    .find({ phase, dueAt: { $lte: now } })
    .sort({ phase: 1, dueAt: 1 })
    .limit(limit);
  return (await cursor.toArray()).map(fromDocument);
}

/** Whether its worker's lease is past; by the stored document, which is read for it. */
export async function isAbandoned(store: Store, checkoutId: Id, machineNow: Date): Promise<boolean> {
  const found = await store.checkouts.findOne({ _id: checkoutId }, { projection: { phase: 1, dueAt: 1 } });
  return found?.phase === 'busy' && found.dueAt !== undefined && found.dueAt <= machineNow;
}

/** It has failed before there was an order, which is its end. */
function isForgettable({ state, placed }: Checkout): boolean {
  return state === 'failed' && !placed;
}

function bookkeeping(checkout: Checkout, lease: Lease) {
  const occupies = occupiesCart(checkout);
  if (isBusy(checkout)) return { occupies, phase: 'busy', dueAt: lease.until } as const;
  if (isWaiting(checkout)) return { occupies, phase: 'waiting', dueAt: checkout.heldUntil } as const;
  return { occupies, phase: 'ended', dueAt: null } as const;
}

function toDocument(checkout: Checkout, lease: Lease): CheckoutDocument {
  const { checkoutId, ...rest } = checkout;
  const { dueAt, ...bookkept } = bookkeeping(checkout, lease);
  return {
    _id: checkoutId,
    ...rest,
    ...bookkept,
    ...(dueAt === null ? {} : { dueAt }),
    updatedAt: lease.now,
  };
}

function fromDocument(document: CheckoutDocument): Checkout {
  const { _id, occupies: _occupies, phase: _phase, dueAt: _dueAt, ...rest } = document;
  const { updatedAt: _updatedAt, removeAt: _removeAt, ...checkout } = rest;
  return { checkoutId: _id, ...checkout };
}
