import { findCheckout, saveCheckout } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';
import { isBusy, type Checkout } from '../../domain/checkout.ts';
import { leaseFor } from './lease.ts';

/** Takes the lease of a checkout whose worker is gone; null when it is not there to be taken any more. */
export async function takeOver(orders: Orders, { checkoutId }: Checkout): Promise<Checkout | null> {
  const now = await findCheckout(orders.store, checkoutId);
  if (now === null || !isBusy(now)) return null;
  return saveCheckout(orders.store, now, {}, leaseFor(orders));
}
