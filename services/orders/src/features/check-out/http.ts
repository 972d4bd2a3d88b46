import { exampleId, wireId, wirePrice } from '@souk/contracts';
import { moneyFromWire } from '@souk/kernel';
import { accepted, created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { CART_HOLDER } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import { checkoutToWire, checkoutWire } from '../../wire-cart.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_EMAIL, EXAMPLE_GUEST, EXAMPLE_TOTAL } from '../../wire-examples.ts';
import { addressFromWire, addressWire, emailWire } from '../../wire.ts';
import { checkOut } from './check-out.ts';
import type { PaymentOffer } from './command.ts';

/** Nothing is no payment. */
const amount = wirePrice.extend({ amount: z.int().min(1).max(1_000_000_000_000) });
/** A token of a provider is a word and what follows it (`tok_…`); a card number has not got that form, and is never stored. */
const token = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[a-z]{2,10}_(?!.*\d{12})[A-Za-z0-9][A-Za-z0-9_.+-]*$/);
const paymentWire = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('card'),
    amount,
    token,
    instalments: z.int().min(1).max(24).optional(),
  }),
  z.strictObject({ method: z.literal('debit'), amount, token }),
  z.strictObject({ method: z.literal('voucher'), amount, token }),
  z.strictObject({ method: z.literal('slip'), amount }),
]);

const body = z.strictObject({
  cartId: wireId('cart'),
  expectedTotal: wirePrice,
  email: emailWire.optional(),
  address: addressWire.optional(),
  payments: z.array(paymentWire).max(10),
});

const example = {
  cartId: exampleId('cart'),
  expectedTotal: EXAMPLE_TOTAL,
  email: EXAMPLE_EMAIL,
  address: EXAMPLE_ADDRESS,
  payments: [{ method: 'card', amount: EXAMPLE_TOTAL, token: 'tok_ok', instalments: 1 }],
};

export function checkOutRoute(orders: Orders): AnyRoute {
  return route({
    method: 'post',
    path: '/checkouts',
    operationId: 'checkOut',
    summary: 'Orders what is in the cart and pays for it',
    tag: 'orders',
    access: CART_HOLDER,
    body,
    replies: {
      201: { description: 'The order is placed, paid or waiting for its payment.', schema: checkoutWire },
      202: {
        description: 'The buyer must confirm, or the provider has not answered yet.',
        schema: checkoutWire,
      },
    },
    errors: [
      'cart-not-found',
      'cart-closed',
      'cart-empty',
      'cart-changed',
      'offer-unavailable',
      'address-required',
      'email-required',
      'currency-refused',
      'money-out-of-range',
      'price-changed',
      'payments-mismatch',
      'slip-not-alone',
      'checkout-in-progress',
      'out-of-stock',
      'payment-declined',
      'payment-expired',
      'payment-unavailable',
    ],
    example: { headers: EXAMPLE_GUEST, body: example },
    handle: async (ctx, { body: request }) => {
      const checkout = await checkOut(orders, ctx, {
        cartId: request.cartId,
        expectedTotal: moneyFromWire(request.expectedTotal),
        email: request.email ?? null,
        address: request.address === undefined ? null : addressFromWire(request.address),
        payments: request.payments.map(paymentFromWire),
      });
      const place = `/checkouts/${checkout.checkoutId}`;
      const reply = checkoutToWire(checkout);
      return checkout.placed ? created(place, reply) : accepted(place, reply);
    },
  });
}

function paymentFromWire(wire: z.infer<typeof paymentWire>): PaymentOffer {
  return {
    method: wire.method,
    amount: moneyFromWire(wire.amount),
    token: wire.method === 'slip' ? '' : wire.token,
    instalments: wire.method === 'card' ? (wire.instalments ?? 1) : 1,
  };
}
