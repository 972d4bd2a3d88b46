import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../harness/http.ts';
import { allHold, tableOf } from './invariants/finding.ts';
import { settle } from './invariants/settle.ts';
import { apiOf, codeOf, type Api } from './world/api.ts';
import { untilAtRest, untilSettledKey } from './world/at-rest.ts';
import { addLine, checkOut, openCart, readyGuest } from './world/guest.ts';
import { stockShop, type Offer } from './world/shop.ts';
import type { BookedPayment, WireCart, WireCheckout, WireOrder, WireStock } from './world/wire.ts';
import { openWorld, type World } from './world/world.ts';

/** Many at once against Souk as its users start it; at the end every invariant must hold over all that was done here. */

const CARD = [{ method: 'card', token: 'tok_ok' }] as const;
const times = <T>(count: number, each: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => each(i));

let world: World;
let admin: Api;
let offers: Offer[] = [];
const next = (() => {
  let taken = 0;
  return (): string => offers[taken++]?.offerId ?? '';
})();

beforeAll(async () => {
  world = await openWorld('concurrency');
  await world.start();
  admin = world.admin();
  offers = await stockShop(admin, { name: 'many', sellers: 4, offersPerSeller: 25, stock: 50 });
});
afterAll(() => world.end());

const counted = (answers: readonly Answer[]) =>
  Object.fromEntries(
    [...Map.groupBy(answers, (answer) => `${answer.status} ${codeOf(answer)}`.trim())].map(([k, v]) => [
      k,
      v.length,
    ]),
  );
const linesOf = (cart: WireCart) => new Map(cart.lines.map(({ offerId, quantity }) => [offerId, quantity]));

describe('200 customers racing for 50 pieces', () => {
  it('make 50 orders; the others are told that nothing is left', async () => {
    const offerId = next();
    const guests = [];
    for (let tens = 0; tens < 20; tens += 1) {
      guests.push(...(await Promise.all(times(10, () => readyGuest(world.guest, [[offerId, 1]])))));
    }
    const answers = await Promise.all(guests.map((guest) => checkOut(world.guest, guest, CARD)));
    expect(counted(answers)).toEqual({ '201': 50, '409 out-of-stock': 150 });
    const stock = await admin.ask<WireStock>('GET', `/offers/${offerId}/stock`);
    expect(stock).toMatchObject({ available: 0, reserved: 0, sold: 50 });
  });
});

describe('the same checkout sent 20 times at once', () => {
  const ordersOf = async (cartId: string) =>
    (await admin.all<WireOrder>('/orders')).filter((order) => order.cartId === cartId);
  const capturesOf = async (orderId: string) =>
    (await admin.all<BookedPayment>('/sandbox/v1/payments')).filter(
      (payment) => payment.orderReference === orderId && payment.captured.amount > 0,
    );

  it.each([
    ['without a key', {}],
    ['with a key', { 'idempotency-key': 'one-and-the-same' }],
  ])('%s makes one order and takes the money once', async (_name, headers) => {
    const guest = await readyGuest(world.guest, [[next(), 2]]);
    const answers = await Promise.all(
      times(20, () => untilSettledKey(() => checkOut(world.guest, guest, CARD, headers))),
    );
    expect(counted(answers)).toEqual({ '201': 20 });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const orders = await ordersOf(guest.cartId);
    expect(orders).toHaveLength(1);
    expect(await capturesOf(orders[0]?.id ?? '')).toHaveLength(1);
  });

  it('refuses a different one meanwhile', async () => {
    const guest = await readyGuest(world.guest, [[next(), 1]]);
    const payments = [CARD, [{ method: 'debit', token: 'tok_ok' }] as const];
    const answers = await Promise.all(
      times(20, (index) => checkOut(world.guest, guest, payments[index % 2] ?? CARD)),
    );
    const codes = counted(answers);
    expect(codes['201']).toBe(10);
    expect((codes['409 checkout-in-progress'] ?? 0) + (codes['409 cart-closed'] ?? 0)).toBe(10);
    expect(await ordersOf(guest.cartId)).toHaveLength(1);
  });
});

describe('changes of one cart at once', () => {
  it('keep all of 50 lines', async () => {
    const guest = await openCart(world.guest);
    const wanted = offers.slice(0, 50).map(({ offerId }) => offerId);
    const answers = await Promise.all(wanted.map((offerId) => addLine(world.guest, guest, offerId, 1)));
    expect(counted(answers)).toEqual({ '201': 50 });
    const cart = await world.guest.ask<WireCart>('GET', `/carts/${guest.cartId}`, undefined, guest.headers);
    expect(linesOf(cart)).toEqual(new Map(wanted.map((offerId) => [offerId, 1])));
  });

  it('add up on one line while others are changed and taken out', async () => {
    const guest = await openCart(world.guest);
    const [added = '', set = '', removed = ''] = offers.map(({ offerId }) => offerId);
    for (const offerId of [set, removed]) await addLine(world.guest, guest, offerId, 5);
    const line = (offerId: string) => `/carts/${guest.cartId}/lines/${offerId}`;
    const answers = await Promise.all([
      ...times(30, () => addLine(world.guest, guest, added, 2)),
      ...times(19, () => world.guest.send('PATCH', line(set), { quantity: 7 }, guest.headers)),
      world.guest.send('DELETE', line(removed), undefined, guest.headers),
    ]);
    expect(counted(answers)).toEqual({ '200': 20, '201': 30 });
    const cart = await world.guest.ask<WireCart>('GET', `/carts/${guest.cartId}`, undefined, guest.headers);
    expect(linesOf(cart)).toEqual(
      new Map([
        [added, 60],
        [set, 7],
      ]),
    );
  });

  it('lose nothing to a merge at log-in in their midst', async () => {
    const { accessToken } = await registered(world.guest);
    const customer = apiOf(world.http, accessToken);
    const own = await customer.ask<WireCart>('POST', '/carts');
    const guest = await openCart(world.guest);
    const token = guest.headers['cart-token'] ?? '';
    const [before = '', ...later] = offers.slice(0, 41).map(({ offerId }) => offerId);
    await addLine(world.guest, guest, before, 3);
    const adding = later.map((offerId, index) =>
      index % 2 === 0
        ? addLine(world.guest, guest, offerId, 1)
        : customer.send('POST', `/carts/${own.id}/lines`, { offerId, quantity: 1 }),
    );
    const merging = times(3, () => customer.send('POST', `/carts/${own.id}/merges`, { cartToken: token }));
    const [added, merged] = await Promise.all([Promise.all(adding), Promise.all(merging)]);
    expect(counted(merged)).toEqual({ '200': 3 });
    // Whoever came after the merge was told so; nobody who was told 201 may miss the line.
    const kept = later.filter((_, index) => added[index]?.status === 201);
    const late = added.filter(({ status }) => status !== 201);
    expect(late.every((answer) => codeOf(answer) === 'cart-closed')).toBe(true);
    const cart = await customer.ask<WireCart>('GET', `/carts/${own.id}`);
    expect(linesOf(cart)).toEqual(new Map([[before, 3], ...kept.map((offerId) => [offerId, 1] as const)]));
  });
});

const ONE_CARD = [
  'tok_ok+webhooks-late',
  'tok_ok+webhooks-double',
  'tok_ok+webhooks-reordered',
  'tok_ok+webhooks-none',
  'tok_review+webhooks-late',
  'tok_review+webhooks-double',
  'tok_review+webhooks-reordered',
  'tok_review+webhooks-none',
  'tok_3ds+webhooks-double',
  'tok_3ds+webhooks-reordered',
  'tok_timeout-authorise',
  'tok_timeout-capture',
  'tok_timeout-authorise+timeout-capture+webhooks-double',
  'tok_lost-authorise',
  'tok_lost-capture',
  'tok_lost-authorise+lost-capture+webhooks-late',
];

describe('a provider that is late, doubles, reorders, or does not answer', () => {
  it.each(ONE_CARD)('takes the money once and loses no paid order: %s', async (token) => {
    const guest = await readyGuest(world.guest, [[next(), 1]]);
    const answer = await checkOut(world.guest, guest, [{ method: 'card', token }]);
    const checkout = await untilAtRest(world, guest, answer.body as WireCheckout);
    expect(checkout).toMatchObject({ state: 'completed' });
    const order = await admin.ask<WireOrder>('GET', `/orders/${checkout.orderId ?? ''}`);
    expect(order).toMatchObject({ status: 'paid', captured: order.total });
  });

  it.each(['tok_timeout-void', 'tok_lost-void'])(
    'lets a voucher go when the card is declined: %s',
    async (token) => {
      const guest = await readyGuest(world.guest, [[next(), 1]]);
      const answer = await checkOut(world.guest, guest, [
        { method: 'voucher', token, amount: 100 },
        { method: 'card', token: 'tok_decline' },
      ]);
      expect(codeOf(answer)).toBe('payment-declined');
    },
  );

  it.each(['tok_timeout-refund', 'tok_lost-refund+webhooks-double'])(
    'gives money back once: %s',
    async (token) => {
      const guest = await readyGuest(world.guest, [[next(), 1]]);
      const { body } = await checkOut(world.guest, guest, [{ method: 'card', token }]);
      const { orderId } = body as WireCheckout;
      const cancelled = await world.guest.send(
        'POST',
        `/orders/${orderId ?? ''}/cancellations`,
        { reason: 'changed my mind' },
        guest.headers,
      );
      expect(cancelled.status).toBe(200);
    },
  );
});

describe('after all of this', () => {
  it('every invariant holds', async () => {
    const { findings } = await settle(world, offers);
    if (!allHold(findings)) throw new Error(`an invariant is broken:\n${tableOf(findings)}`);
  });
});

async function registered(guest: Api): Promise<{ accessToken: string }> {
  const person = { email: 'ana@chaos.example', password: 'correct horse battery', displayName: 'Ana' };
  const { tokens } = await guest.ask<{ tokens: { accessToken: string } }>('POST', '/accounts', person);
  return tokens;
}
