import { randomBytes } from 'node:crypto';
import type { Http } from '../harness/http.ts';
import { atMost } from './at-most.ts';
import { callerFor, guest, type Caller } from './caller.ts';
import type { Olist, OlistOrder } from './olist.ts';
import { lines, pairOf } from './order-facts.ts';
import type { Shop } from './stock-the-shop.ts';

/** Passwords are hashed at some cost to the shop: more at once would only wait. */
const AT_ONCE = 8;
const DOMAIN = 'replay.example';

export type Buyer = { readonly customer: Caller; readonly cartId: string };

/** Everybody who acts in the replay, each with a log-in of their own. */
export type People = {
  /** The customer of an order, with its cart filled. */
  buyerOf(order: OlistOrder): Promise<Buyer>;
  /** The log-in of a seller's staff. */
  seller(sellerId: string): Promise<Caller>;
  carrier: Caller;
};

/** The address by which an order is known again: the source's ids are nowhere else in Souk. */
export function emailOf(orderId: string): string {
  return `${orderId}@${DOMAIN}`;
}

/** The source's id of an order that has this e-mail address; null for orders that are none of the replay's. */
export function orderIdOf(email: string | null): string | null {
  return email?.endsWith(`@${DOMAIN}`) === true ? email.slice(0, -DOMAIN.length - 1) : null;
}

/** Begins to register everybody, in the order in which they are needed; each is waited for when needed. */
export async function registerPeople(
  http: Http,
  admin: Caller,
  { olist, shop }: { readonly olist: Olist; readonly shop: Shop },
): Promise<People> {
  const limited = atMost(AT_ONCE);
  const password = randomBytes(18).toString('base64url');
  const carrier = await makeCarrier(http, admin, password);
  const buyers = new Map<string, Promise<Buyer>>();
  const sellers = new Map<string, Promise<Caller>>();
  for (const order of olist.orders) {
    for (const { sellerId } of order.items) {
      if (sellers.has(sellerId)) continue;
      sellers.set(
        sellerId,
        limited(() =>
          makeSellerLogIn(http, admin, { sellerId, soukId: shop.sellers.get(sellerId), password }),
        ),
      );
    }
    buyers.set(
      order.id,
      limited(() => makeBuyer(http, order, { olist, shop, password })),
    );
  }
  // Whoever waits for one of them hears of its failure; until then it must not end the process.
  void Promise.allSettled([...buyers.values(), ...sellers.values()]);
  return {
    carrier,
    buyerOf: (order) => known(buyers, order.id),
    seller: (sellerId) => known(sellers, sellerId),
  };
}

function known<T>(people: ReadonlyMap<string, Promise<T>>, id: string): Promise<T> {
  const person = people.get(id);
  if (person === undefined) throw new Error(`nobody is registered for ${id}`);
  return person;
}

async function makeCarrier(http: Http, admin: Caller, password: string): Promise<Caller> {
  const email = `carrier-${randomBytes(6).toString('hex')}@${DOMAIN}`;
  const account = { email, password, displayName: 'Carrier', roles: ['carrier'] };
  await admin.send('POST', '/api/v1/staff-accounts', account);
  return callerFor(http, { email, password });
}

async function makeSellerLogIn(
  http: Http,
  admin: Caller,
  seller: { readonly sellerId: string; readonly soukId: string | undefined; readonly password: string },
): Promise<Caller> {
  const { sellerId, soukId, password } = seller;
  const email = `seller-${sellerId}@${DOMAIN}`;
  const staff = { email, password, displayName: `Staff of ${sellerId.slice(0, 8)}` };
  await admin.send('POST', `/api/v1/sellers/${soukId ?? ''}/staff`, staff);
  return callerFor(http, { email, password });
}

async function makeBuyer(
  http: Http,
  order: OlistOrder,
  world: { readonly olist: Olist; readonly shop: Shop; readonly password: string },
): Promise<Buyer> {
  const { olist, shop, password } = world;
  const email = emailOf(order.id);
  const displayName = `Customer ${order.customerId.slice(0, 8)}`;
  const registered = (await guest(http).send('POST', '/api/v1/accounts', {
    email,
    password,
    displayName,
  })) as { tokens: { accessToken: string } };
  const customer = await callerFor(http, { email, password }, registered.tokens.accessToken);
  const { id: cartId } = (await customer.send('POST', '/api/v1/carts')) as { id: string };
  for (const line of lines(order)) {
    const offerId = shop.offers.get(pairOf(line))?.offerId;
    await customer.send('POST', `/api/v1/carts/${cartId}/lines`, { offerId, quantity: line.quantity });
  }
  await customer.send('PUT', `/api/v1/carts/${cartId}/delivery`, {
    address: addressOf(order, olist, displayName),
    email,
  });
  return { customer, cartId };
}

/** The source withholds names and streets. */
function addressOf(order: OlistOrder, olist: Olist, recipient: string) {
  const place = olist.customers.get(order.customerId);
  return {
    recipient,
    line1: `Order ${order.id}`,
    city: (place?.city ?? 'unknown').slice(0, 80),
    region: place?.state ?? 'unknown',
    postcode: place?.postcode ?? '00000',
    country: 'BR',
  };
}
