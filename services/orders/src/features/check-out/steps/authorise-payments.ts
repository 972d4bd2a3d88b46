import { DomainError, isDomainError } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { freezeCart } from '../../../data/carts.ts';
import type { Orders } from '../../../deps.ts';
import { failWith } from '../../../domain/checkout-news.ts';
import { judgePayments, type Checkout, type CheckoutPayment } from '../../../domain/checkout.ts';
import { METHODS, withAnswer } from '../payment-answers.ts';
import type { Step, StepOutcome } from '../step.ts';

/** Sets all payments' money aside; one decline lets the others go again. */
export const authorisePayments: Step = {
  name: 'authorise-payments',
  run: async (orders, ctx, checkout) => {
    const payments: CheckoutPayment[] = [];
    let refused = false;
    for (const payment of checkout.payments) {
      if (refused || payment.state !== 'created') {
        payments.push(payment);
        continue;
      }
      payments.push(await authorise(orders, ctx, checkout, payment));
      refused = judgePayments(payments).kind === 'refused';
    }
    return conclude(orders, { ...checkout, payments });
  },
  undo: async (orders, ctx, checkout) => {
    const payments: CheckoutPayment[] = [];
    for (const payment of checkout.payments) payments.push(await voidPayment(orders, ctx, payment));
    return { kind: 'done', patch: { payments } };
  },
};

/** @throws DomainError as payments refuses it, its fields named as in the checkout's request. */
async function authorise(
  orders: Orders,
  ctx: RequestContext,
  checkout: Checkout,
  payment: CheckoutPayment,
): Promise<CheckoutPayment> {
  try {
    const answer = await orders.payments.authorise(ctx, {
      paymentId: payment.paymentId,
      orderId: checkout.orderId,
      method: METHODS[payment.method],
      amount: payment.amount,
      token: payment.token,
      instalments: payment.instalments,
      expiresAtMs: BigInt(checkout.createdAt.getTime() + orders.config.paymentMs),
    });
    return withAnswer(payment, answer);
  } catch (error) {
    if (!isDomainError(error) || error.kind !== 'invalid') throw error;
    const at = `/payments/${checkout.payments.indexOf(payment)}`;
    const errors = error.errors.map((field) => ({ ...field, pointer: `${at}${field.pointer}` }));
    throw new DomainError(error.code, error.kind, error.message, error.details, errors);
  }
}

async function conclude(orders: Orders, checkout: Checkout): Promise<StepOutcome> {
  const { payments } = checkout;
  const verdict = judgePayments(payments);
  switch (verdict.kind) {
    case 'refused': {
      const { paymentId, method, declineCode, state } = verdict.payment;
      const code = state === 'declined' ? 'payment-declined' : 'payment-expired';
      return {
        kind: 'refused',
        failure: failWith(code, { paymentId, method, declineCode }),
        patch: { payments },
      };
    }
    case 'unanswered':
      return { kind: 'again', patch: { payments }, why: 'a payment has no answer yet' };
    case 'requires-action': {
      // The buyer comes back in minutes; what was priced must still be what is in the cart.
      const cart = { cartId: checkout.cartId, version: checkout.cartVersion };
      const frozen = await freezeCart(orders.store, cart, orders.machineClock.now());
      if (!frozen) return { kind: 'refused', failure: failWith('cart-changed'), patch: { payments } };
      return { kind: 'done', patch: { payments, cartFrozen: true, state: 'requires-action' } };
    }
    case 'open':
      return { kind: 'done', patch: { payments } };
    case 'authorised':
      return { kind: 'done', patch: { payments, position: 'place-order' } };
  }
}

/** Lets the money go. A payment that the provider never heard of has none. */
async function voidPayment(
  orders: Orders,
  ctx: RequestContext,
  payment: CheckoutPayment,
): Promise<CheckoutPayment> {
  if (payment.state === 'declined' || payment.state === 'expired') return payment;
  try {
    return withAnswer(payment, await orders.payments.void(ctx, { paymentId: payment.paymentId }));
  } catch (error) {
    if (isDomainError(error) && error.kind === 'not-found') return { ...payment, state: 'voided' };
    // Captured meanwhile: the news of it gives the money back.
    if (isDomainError(error) && error.kind === 'conflict') return payment;
    throw error;
  }
}
