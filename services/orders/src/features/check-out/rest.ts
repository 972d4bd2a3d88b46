import { setTimeout as delay } from 'node:timers/promises';
import type { RequestContext } from '@souk/platform/context';
import { findCheckout, isAbandoned } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';
import { isBusy, type Checkout } from '../../domain/checkout.ts';
import { orderError } from '../../errors.ts';
import { runCheckout } from './run-checkout.ts';
import { takeOver } from './take-over.ts';

const LOOK_AGAIN_MS = 25;

/**
 * Waits until nobody works on the checkout any more, takes it over when its worker has died, and gives it back as it then
 * is; still busy when the caller's deadline comes first.
 */
export async function comeToRest(orders: Orders, ctx: RequestContext, checkout: Checkout): Promise<Checkout> {
  const { checkoutId } = checkout;
  let now = checkout;
  while (isBusy(now)) {
    const here = orders.underWay.get(checkoutId);
    if (here !== undefined) {
      now = await here;
    } else if (await isAbandoned(orders.store, checkoutId, orders.machineClock.now())) {
      const taken = await takeOver(orders, now);
      now = taken === null ? await reread(orders, checkoutId) : await runCheckout(orders, ctx, taken);
    } else {
      now = await reread(orders, checkoutId);
    }
    if (!isBusy(now) || Date.now() + LOOK_AGAIN_MS > ctx.deadline) return now;
    await delay(LOOK_AGAIN_MS);
  }
  return now;
}

async function reread(orders: Orders, checkoutId: string): Promise<Checkout> {
  const found = await findCheckout(orders.store, checkoutId);
  if (found === null) throw orderError('checkout-not-found');
  return found;
}
