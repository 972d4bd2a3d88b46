import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findCheckout, saveCheckout, type CheckoutPatch } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';
import { allCaptured, isBusy, type Checkout } from '../../domain/checkout.ts';
import { orderError } from '../../errors.ts';
import { leaseFor } from './lease.ts';
import { comeToRest } from './rest.ts';
import { runCheckout } from './run-checkout.ts';

type News = {
  readonly checkoutId: Id;
  /** The event, or another name of the news, that takes effect once. */
  readonly newsId: string;
  /** What it changes in a checkout at rest; null when nothing. */
  readonly change: (checkout: Checkout) => CheckoutPatch | null;
  /** Whether it is also for a checkout that is taking its money; news of payments is not. */
  readonly awaitsCaptures?: boolean;
};

/**
 * Lets news take effect on a checkout once: the effect and the news' id are one write of its document. A checkout that is
 * being worked on is waited for first; one that is about to learn the same by itself is left alone.
 * @returns the checkout afterwards; null when there is none.
 * @throws DomainError `order-busy` when it is still being worked on at the deadline.
 */
export async function applyNews(orders: Orders, ctx: RequestContext, news: News): Promise<Checkout | null> {
  for (;;) {
    const found = await findCheckout(orders.store, news.checkoutId);
    if (found === null || found.heard.includes(news.newsId)) return found;
    if (news.awaitsCaptures !== true && learnsByItself(found)) return found;
    const checkout = await comeToRest(orders, ctx, found);
    if (isBusy(checkout)) throw orderError('order-busy', { checkoutId: checkout.checkoutId });
    const patch = news.change(checkout);
    if (patch === null) return checkout;
    const heard = [...checkout.heard, news.newsId];
    const saved = await saveCheckout(
      orders.store,
      checkout,
      { ...patch, heard, attempts: 0 },
      leaseFor(orders),
    );
    if (saved !== null) return runCheckout(orders, ctx, saved);
  }
}

/** Whether the saga is about to ask for each payment itself, or has all the money: then news of it is no news. */
function learnsByItself({ state, position, payments }: Checkout): boolean {
  return state === 'running' && (position === 'capture-payments' || allCaptured(payments));
}
