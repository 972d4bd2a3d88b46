import { createHash } from 'node:crypto';
import { DomainError } from '@souk/kernel';
import { requireInTime, type RequestContext } from '@souk/platform/context';
import { buyerScope } from '../../access.ts';
import { findCheckoutOfCart, findCheckoutOfCommand, insertCheckout } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';
import type { Cart } from '../../domain/cart.ts';
import { isBusy, type Checkout } from '../../domain/checkout.ts';
import { orderError } from '../../errors.ts';
import { quoteLines } from '../quote-cart/quote-cart.ts';
import { showCart } from '../show-cart/show-cart.ts';
import type { CheckOut } from './command.ts';
import { leaseFor } from './lease.ts';
import { planCheckout } from './plan-checkout.ts';
import { requireDelivery, requirePayable } from './requirements.ts';
import { comeToRest } from './rest.ts';
import { runCheckout } from './run-checkout.ts';

/** A cart freed by a failed checkout is tried for again; more often than this, others are always first. */
const TRIES = 5;

/**
 * Checks a cart out, as far as it goes at once: `completed`, `awaiting-payment`, `requires-action`, or still busy when the
 * provider does not answer. The same request again, at any time and from anywhere, means the same checkout.
 * @throws DomainError when the cart can't be checked out like this, and the checkout's own failure.
 */
export async function checkOut(orders: Orders, ctx: RequestContext, command: CheckOut): Promise<Checkout> {
  const fingerprint = fingerprintOf(command);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const cart = await showCart(orders, buyerScope(ctx), command.cartId);
    const earlier = await earlierCheckout(orders, ctx, { cart, fingerprint });
    if (earlier !== null) return orFailure(await comeToRest(orders, ctx, earlier));
    if (cart.state !== 'open')
      throw orderError('cart-closed', { orderId: cart.orderId, mergedInto: cart.mergedInto });
    const checkout = await begin(orders, ctx, { command, cart, fingerprint });
    if (checkout !== null) return orFailure(await runCheckout(orders, ctx, checkout));
    const winner = await findCheckoutOfCart(orders.store, cart.cartId);
    if (winner !== null) return orFailure(await comeToRest(orders, ctx, requireEqual(winner, fingerprint)));
  }
  throw orderError('checkout-in-progress');
}

type Beginning = { readonly cart: Cart; readonly fingerprint: string };

/** The checkout that this request means, when there is one. */
async function earlierCheckout(
  orders: Orders,
  ctx: RequestContext,
  { cart, fingerprint }: Beginning,
): Promise<Checkout | null> {
  if (ctx.idempotency !== null) {
    const own = await findCheckoutOfCommand(orders.store, cart.cartId, ctx.commandId);
    if (own !== null && !wasGivenUp(own)) return requireEqual(own, fingerprint);
  }
  if (cart.state === 'open') return null;
  const other = await findCheckoutOfCart(orders.store, cart.cartId);
  return other === null ? null : requireEqual(other, fingerprint);
}

/** It failed for want of an answer, which is none: the same request again, under its key too, tries once more. */
function wasGivenUp({ state, failure }: Checkout): boolean {
  return state === 'failed' && failure?.kind === 'unavailable';
}

/** Stores a new checkout; null when another one has the cart. */
async function begin(
  orders: Orders,
  ctx: RequestContext,
  { command, cart, fingerprint }: Beginning & { readonly command: CheckOut },
): Promise<Checkout | null> {
  const delivery = requireDelivery(ctx, command, cart);
  const quote = await quoteLines(orders, ctx, { lines: cart.lines, address: delivery.address });
  requirePayable(orders, command, quote);
  requireInTime(ctx);
  const checkout = planCheckout(orders, ctx, { command, cart, quote, delivery, fingerprint });
  return (await insertCheckout(orders.store, checkout, leaseFor(orders))) ? checkout : null;
}

function requireEqual(checkout: Checkout, fingerprint: string): Checkout {
  if (checkout.fingerprint !== fingerprint) throw orderError('checkout-in-progress');
  return checkout;
}

/** A failed checkout is told as its failure, to everybody who asked for it alike. */
function orFailure(checkout: Checkout): Checkout {
  const { state, failure, checkoutId } = checkout;
  if (failure === null || (state !== 'failed' && !isBusy(checkout))) return checkout;
  const { code, kind, message, details, errors } = failure;
  throw new DomainError(code, kind, message, { ...details, checkoutId }, errors);
}

function fingerprintOf(command: CheckOut): string {
  const { cartId, expectedTotal, email, address, payments } = command;
  const plain = [
    cartId,
    String(expectedTotal.amount),
    email,
    address === null ? null : Object.entries(address).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    payments.map(({ method, amount, token, instalments }) => [
      method,
      String(amount.amount),
      token,
      instalments,
    ]),
  ];
  return createHash('sha256').update(JSON.stringify(plain)).digest('base64url');
}
