import { wireId, wirePrice, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import { z } from 'zod';
import { QUANTITY_LIMIT, type Cart } from './domain/cart.ts';
import type { Checkout } from './domain/checkout.ts';
import type { Totals } from './domain/totals.ts';
import { addressWire } from './wire.ts';

export const quantityWire = z.int().min(1).max(QUANTITY_LIMIT);

export const cartWire = z
  .strictObject({
    id: wireId('cart'),
    state: z.enum(['open', 'checking-out', 'ordered', 'merged']),
    lines: z.array(z.strictObject({ offerId: wireId('offer'), quantity: z.int() })),
    email: z.string().nullable(),
    address: addressWire.nullable(),
    orderId: wireId('order').nullable(),
    mergedInto: wireId('cart').nullable(),
    version: z.int(),
    createdAt: wireTime,
    updatedAt: wireTime,
  })
  .meta({ id: 'Cart' });

export function cartToWire(cart: Cart): z.infer<typeof cartWire> {
  return {
    id: cart.cartId,
    state: cart.state,
    lines: cart.lines.map(({ offerId, quantity }) => ({ offerId, quantity })),
    email: cart.email,
    address: cart.address,
    orderId: cart.orderId,
    mergedInto: cart.mergedInto,
    version: cart.version,
    createdAt: cart.createdAt.toISOString(),
    updatedAt: cart.updatedAt.toISOString(),
  };
}

export const totalsWire = z
  .strictObject({ items: wirePrice, freight: wirePrice, total: wirePrice })
  .meta({ id: 'Totals' });

export function totalsToWire(totals: Totals): z.infer<typeof totalsWire> {
  return {
    items: moneyToWire(totals.items),
    freight: moneyToWire(totals.freight),
    total: moneyToWire(totals.total),
  };
}

export const checkoutWire = z
  .strictObject({
    id: wireId('checkout'),
    cartId: wireId('cart'),
    state: z.enum(['processing', 'requires-action', 'awaiting-payment', 'completed', 'failed']),
    orderId: wireId('order').nullable().meta({ description: 'Null until the order is placed.' }),
    totals: totalsWire,
    payments: z.array(
      z.strictObject({
        id: wireId('payment'),
        method: z.enum(['card', 'debit', 'voucher', 'slip']),
        amount: wirePrice,
        instalments: z.int(),
        state: z.string(),
        declineCode: z.string().nullable(),
        actionUrl: z.string().nullable().meta({ description: 'Where the buyer confirms (3-D Secure).' }),
        slipReference: z.string().nullable(),
      }),
    ),
    failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    heldUntil: wireTime.meta({ description: 'Until when the stock is held for it.' }),
    createdAt: wireTime,
  })
  .meta({ id: 'Checkout' });

export function checkoutToWire(checkout: Checkout): z.infer<typeof checkoutWire> {
  const { checkoutId, cartId, state, placed, failure } = checkout;
  return {
    id: checkoutId,
    cartId,
    state: state === 'running' || state === 'undoing' ? 'processing' : state,
    orderId: placed ? checkout.orderId : null,
    totals: totalsToWire(checkout),
    payments: checkout.payments.map((payment) => ({
      id: payment.paymentId,
      method: payment.method,
      amount: moneyToWire(payment.amount),
      instalments: payment.instalments,
      state: payment.state,
      declineCode: payment.declineCode,
      actionUrl: payment.actionUrl,
      slipReference: payment.slipReference,
    })),
    failure: failure === null ? null : { code: failure.code, message: failure.message },
    heldUntil: checkout.heldUntil.toISOString(),
    createdAt: checkout.createdAt.toISOString(),
  };
}
