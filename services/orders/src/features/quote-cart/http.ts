import { wireId, wirePrice } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { CART_HOLDER, buyerScope } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import { orderError } from '../../errors.ts';
import { totalsToWire, totalsWire } from '../../wire-cart.ts';
import { EXAMPLE_GUEST, inCart } from '../../wire-examples.ts';
import { showCart } from '../show-cart/show-cart.ts';
import { quoteLines, type Quote } from './quote-cart.ts';

const quoteWire = totalsWire
  .extend({
    consignments: z.array(
      z.strictObject({
        sellerId: wireId('seller'),
        sellerName: z.string(),
        freight: wirePrice,
        lines: z.array(
          z.strictObject({
            offerId: wireId('offer'),
            productId: wireId('product'),
            variantId: wireId('variant'),
            sku: z.string(),
            title: z.string(),
            quantity: z.int(),
            unitPrice: wirePrice,
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Quote' });

export function quoteCartRoute(orders: Orders): AnyRoute {
  return route({
    method: 'get',
    path: '/carts/:cartId/quote',
    operationId: 'quoteCart',
    summary: 'What the cart costs now, with each seller’s freight to its address',
    tag: 'orders',
    access: CART_HOLDER,
    params: z.strictObject({ cartId: wireId('cart') }),
    replies: { 200: { description: 'Prices and freight of this moment.', schema: quoteWire } },
    errors: ['cart-not-found', 'cart-empty', 'address-required', 'offer-unavailable', 'money-out-of-range'],
    example: { params: inCart, headers: EXAMPLE_GUEST },
    handle: async (ctx, { params }) => {
      const { lines, address } = await showCart(orders, buyerScope(ctx), params.cartId);
      if (lines.length === 0) throw orderError('cart-empty');
      if (address === null) throw orderError('address-required');
      return ok(quoteToWire(await quoteLines(orders, ctx, { lines, address })));
    },
  });
}

function quoteToWire(quote: Quote): z.infer<typeof quoteWire> {
  return {
    ...totalsToWire(quote),
    consignments: quote.consignments.map(({ sellerId, sellerName, freight, lines }) => ({
      sellerId,
      sellerName,
      freight: moneyToWire(freight),
      lines: lines.map((line) => ({ ...line, unitPrice: moneyToWire(line.unitPrice) })),
    })),
  };
}
