import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from './world/ask.ts';
import { differences } from './world/fingerprint.ts';
import { addOffer, openCart, PRICE, readyCart, ADDRESS, type Cart } from './world/shop.ts';
import { setStage, type Stage } from './world/stage.ts';

/** The most that one amount may be. */
const MOST = { ...PRICE, amount: 1_000_000_000_000 };

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.world.stop());

async function dearOffer() {
  const { world, seller } = stage;
  const offer = await addOffer(world, seller);
  const price = { body: { price: MOST }, as: seller.owner.headers };
  await ask(world, 'PATCH', `/offers/${offer.offerId}`, price);
  return offer;
}

/** Each amount is allowed, their sum is not: neither a quote nor a checkout may show or store it. */
async function expectRefused(cart: Cart): Promise<void> {
  const { world } = stage;
  await world.idle();
  const before = await world.fingerprint();
  const refusal = { status: 422, body: { code: 'money-out-of-range' } };
  const quote = await world.http.send('GET', `/api/v1/carts/${cart.cartId}/quote`, undefined, cart.holder);
  expect(quote).toMatchObject(refusal);
  const body = {
    cartId: cart.cartId,
    expectedTotal: MOST,
    payments: [{ method: 'card', token: 'tok_ok', amount: MOST }],
  };
  expect(await world.http.send('POST', '/api/v1/checkouts', body, cart.holder)).toMatchObject(refusal);
  expect(differences(before, await world.fingerprint())).toEqual([]);
}

describe('amounts that are allowed one by one', () => {
  it('are refused when so many pieces cost more than an amount may be', async () => {
    const { world } = stage;
    const { offerId } = await dearOffer();
    const cart = await openCart(world);
    const lines = { body: { offerId, quantity: 999 }, as: cart.holder };
    await ask(world, 'POST', `/carts/${cart.cartId}/lines`, lines);
    const delivery = { body: { address: ADDRESS, email: 'ana@example.com' }, as: cart.holder };
    await ask(world, 'PUT', `/carts/${cart.cartId}/delivery`, delivery);
    await expectRefused(cart);
  });

  it('are refused when price and freight together are more than an amount may be', async () => {
    const { world } = stage;
    const offer = await dearOffer();
    const freights = [{ offerId: offer.offerId, freight: MOST }];
    await ask(world, 'PUT', '/sandbox/v1/freights', { body: { freights }, as: world.operator });
    await expectRefused(await readyCart(world, offer));
  });
});
