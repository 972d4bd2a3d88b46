import { isAccount, type RequestContext } from '@souk/platform/context';
import { hashToken } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import type { Cart } from '../../domain/cart.ts';
import type { Checkout, CheckoutPayment } from '../../domain/checkout.ts';
import { sameUuid } from '../../domain/same-uuid.ts';
import type { Quote } from '../quote-cart/quote-cart.ts';
import type { CheckOut, PaymentOffer } from './command.ts';
import type { Delivery } from './requirements.ts';

type Plan = {
  readonly command: CheckOut;
  readonly cart: Cart;
  readonly quote: Quote;
  readonly delivery: Delivery;
  readonly fingerprint: string;
};

/** A checkout before its first step: prices, freight and commission are frozen here, and every id is given. */
export function planCheckout(orders: Orders, ctx: RequestContext, plan: Plan): Checkout {
  const { command, cart, quote, delivery, fingerprint } = plan;
  const { clock, config, ids } = orders;
  const now = clock.now();
  const checkoutId = ids('checkout');
  const byslip = command.payments.some(({ method }) => method === 'slip');
  return {
    checkoutId,
    orderId: sameUuid('order', checkoutId),
    reservationId: sameUuid('reservation', checkoutId),
    cartId: cart.cartId,
    cartVersion: cart.version,
    cartFrozen: false,
    commandId: ctx.commandId,
    fingerprint,
    customerId: isAccount(ctx.identity) ? ctx.identity.accountId : null,
    tokenHash: ctx.cartToken === null ? cart.tokenHash : hashToken(ctx.cartToken),
    ...delivery,
    items: quote.items,
    freight: quote.freight,
    total: quote.total,
    consignments: quote.consignments.map(({ sellerId, commissionBasisPoints, freight, lines }) => ({
      consignmentId: ids('consignment'),
      sellerId,
      commissionBasisPoints,
      freight,
      lines: lines.map((line) => ({ orderLineId: ids('orderLine'), ...line })),
    })),
    payments: command.payments.map((payment) => planPayment(orders, payment)),
    state: 'running',
    position: 'reserve-stock',
    placed: false,
    stock: { kind: 'undecided' },
    failure: null,
    heldUntil: new Date(now.getTime() + (byslip ? config.paymentMs : config.actionMs)),
    attempts: 0,
    heard: [],
    version: 1,
    createdAt: now,
  };
}

function planPayment({ ids }: Orders, payment: PaymentOffer): CheckoutPayment {
  return {
    paymentId: ids('payment'),
    ...payment,
    state: 'created',
    captured: null,
    capturedAt: null,
    declineCode: null,
    actionUrl: null,
    slipReference: null,
  };
}
