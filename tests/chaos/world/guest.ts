import type { Answer, Headers } from '../../harness/http.ts';
import type { Api } from './api.ts';
import { CURRENCY } from './shop.ts';
import type { WireCart, WireQuote } from './wire.ts';

/** Somebody with a cart and its token. */
export type Guest = { readonly cartId: string; readonly headers: Headers };

/** One payment of a checkout; a slip has no token. */
export type PaymentPart = {
  readonly method: 'card' | 'debit' | 'voucher' | 'slip';
  readonly token: string;
  /** Minor units; without it what the others leave. */
  readonly amount?: number;
};

export const ADDRESS = {
  recipient: 'Ana Souza',
  line1: 'Rua das Flores 12',
  city: 'Curitiba',
  region: 'PR',
  postcode: '80010000',
  country: 'BR',
};

/** Opens a guest's cart. */
export async function openCart(api: Api): Promise<Guest> {
  const cart = await api.ask<WireCart & { token: string }>('POST', '/carts');
  return { cartId: cart.id, headers: { 'cart-token': cart.token } };
}

export function addLine(api: Api, guest: Guest, offerId: string, quantity: number): Promise<Answer> {
  return api.send('POST', `/carts/${guest.cartId}/lines`, { offerId, quantity }, guest.headers);
}

/** Says where to deliver, and returns what it costs. */
export async function deliverAndQuote(api: Api, { cartId, headers }: Guest): Promise<number> {
  const delivery = { address: ADDRESS, email: 'ana@example.com' };
  await api.ask('PUT', `/carts/${cartId}/delivery`, delivery, headers);
  const quote = await api.ask<WireQuote>('GET', `/carts/${cartId}/quote`, undefined, headers);
  return quote.total.amount;
}

/** A cart with these lines, ready to be checked out, and its total. */
export async function readyGuest(
  api: Api,
  lines: readonly (readonly [offerId: string, quantity: number])[],
): Promise<Guest & { readonly total: number }> {
  const guest = await openCart(api);
  for (const [offerId, quantity] of lines) {
    await api.ask('POST', `/carts/${guest.cartId}/lines`, { offerId, quantity }, guest.headers);
  }
  return { ...guest, total: await deliverAndQuote(api, guest) };
}

/** The body of a checkout that pays `total` in these parts. */
export function checkoutBody(cartId: string, total: number, parts: readonly PaymentPart[]) {
  const named = parts.reduce((sum, part) => sum + (part.amount ?? 0), 0);
  return {
    cartId,
    expectedTotal: { amount: total, currency: CURRENCY },
    payments: parts.map(({ method, token, amount }) => ({
      method,
      amount: { amount: amount ?? total - named, currency: CURRENCY },
      ...(method === 'slip' ? {} : { token }),
    })),
  };
}

export function checkOut(
  api: Api,
  guest: Guest & { readonly total: number },
  parts: readonly PaymentPart[],
  headers: Headers = {},
): Promise<Answer> {
  return api.send('POST', '/checkouts', checkoutBody(guest.cartId, guest.total, parts), {
    ...guest.headers,
    ...headers,
  });
}
