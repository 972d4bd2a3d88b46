import type { Headers } from '../../harness/http.ts';
import { ask } from './ask.ts';
import type { Seller } from './people.ts';
import type { World } from './start-world.ts';

export type Product = { readonly productId: string; readonly variants: readonly Variant[] };
export type Variant = { readonly variantId: string; readonly sku: string };
export type Offer = Variant & { readonly offerId: string; readonly productId: string };
export type Cart = { readonly cartId: string; readonly token: string; readonly holder: Headers };
export type Order = Cart & {
  readonly checkoutId: string;
  readonly orderId: string | null;
  readonly paymentId: string;
  readonly consignmentId: string;
};

/** What a cart with one piece of one of these offers costs; the documented checkout pays it. */
export const PRICE = { amount: 5_990, currency: 'BRL' };
export const ADDRESS = {
  recipient: 'Ana Souza',
  line1: 'Rua das Flores 12',
  city: 'Curitiba',
  region: 'PR',
  postcode: '80010000',
  country: 'BR',
};

let things = 0;

export function freshName(stem: string): string {
  things += 1;
  return `${stem}-${things}`;
}

export async function addCategory(world: World): Promise<string> {
  const body = { name: freshName('Kitchen') };
  return (await ask<{ id: string }>(world, 'POST', '/categories', { body, as: world.operator })).id;
}

/** A product with two variants that nobody offers yet. */
export async function addProduct(world: World, as: Headers = world.operator): Promise<Product> {
  const skus = [freshName('TEAPOT'), freshName('TEAPOT')];
  const body = {
    title: freshName('Teapot'),
    categoryId: await addCategory(world),
    variants: skus.map((sku) => ({ sku, options: [{ name: 'colour', value: sku }], weightGrams: 900 })),
  };
  const made = await ask<{ id: string; variants: { id: string; sku: string }[] }>(
    world,
    'POST',
    '/products',
    { body, as },
  );
  return {
    productId: made.id,
    variants: made.variants.map(({ id, sku }) => ({ variantId: id, sku })),
  };
}

/** Ten pieces of something, at `PRICE` and sent for nothing. */
export async function addOffer(world: World, seller: Seller): Promise<Offer> {
  const as = seller.owner.headers;
  const { productId, variants } = await addProduct(world, as);
  const variant = variants[0];
  if (variant === undefined) throw new Error('a product without variants');
  const body = { variantId: variant.variantId, price: PRICE };
  const { id: offerId } = await ask<{ id: string }>(world, 'POST', '/offers', { body, as });
  const stock = { setTo: 10, reason: 'received' };
  await ask(world, 'POST', `/offers/${offerId}/stock-adjustments`, { body: stock, as });
  const freights = [{ offerId, freight: { amount: 0, currency: PRICE.currency } }];
  await ask(world, 'PUT', '/sandbox/v1/freights', { body: { freights }, as: world.operator });
  return { offerId, productId, ...variant };
}

/** A guest's cart, or an account's. */
export async function openCart(world: World, as: Headers = {}): Promise<Cart> {
  const { id, token } = await ask<{ id: string; token: string | null }>(world, 'POST', '/carts', { as });
  const holder = token === null ? as : { 'cart-token': token };
  return { cartId: id, token: token ?? '', holder };
}

/** A cart with one piece of the offer. */
export async function fillCart(world: World, offer: Offer, as: Headers = {}): Promise<Cart> {
  const cart = await openCart(world, as);
  const body = { offerId: offer.offerId, quantity: 1 };
  await ask(world, 'POST', `/carts/${cart.cartId}/lines`, { body, as: cart.holder });
  return cart;
}

/** As `fillCart`, with a place to deliver to. */
export async function readyCart(world: World, offer: Offer, as: Headers = {}): Promise<Cart> {
  const cart = await fillCart(world, offer, as);
  const body = { address: ADDRESS, email: 'ana@example.com' };
  await ask(world, 'PUT', `/carts/${cart.cartId}/delivery`, { body, as: cart.holder });
  return cart;
}

/** Checks a cart out; the token decides what becomes of the payment. An empty one stands for a slip. */
export async function placeOrder(world: World, offer: Offer, token = 'tok_ok'): Promise<Order> {
  const cart = await readyCart(world, offer);
  const payment = token === '' ? { method: 'slip' } : { method: 'card', token };
  const checkout = await ask<{ id: string; orderId: string | null; payments: { id: string }[] }>(
    world,
    'POST',
    '/checkouts',
    {
      body: {
        cartId: cart.cartId,
        expectedTotal: PRICE,
        payments: [{ ...payment, amount: PRICE }],
      },
      as: cart.holder,
    },
  );
  await world.idle();
  const { id: checkoutId, orderId, payments } = checkout;
  return {
    ...cart,
    checkoutId,
    orderId,
    paymentId: payments[0]?.id ?? '',
    consignmentId: orderId === null ? '' : await consignmentOf(world, orderId),
  };
}

async function consignmentOf(world: World, orderId: string): Promise<string> {
  const order = await ask<{ consignments: { id: string }[] }>(world, 'GET', `/orders/${orderId}`, {
    as: world.operator,
  });
  return order.consignments[0]?.id ?? '';
}
