import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ask } from '../contract/world/ask.ts';
import { addOffer, ADDRESS, openCart, type Cart } from '../contract/world/shop.ts';
import { setStage, type Stage } from '../contract/world/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.world.stop());

/** Services whose transactions were started while `work` ran, once for each. */
async function transactionsDuring(work: () => Promise<void>): Promise<string[]> {
  const started: string[] = [];
  const stops = stage.world.databases.map(({ name, connection }) => {
    const client = connection.getClient();
    const note = ({ command }: { readonly command: object }): void => {
      if ('startTransaction' in command && command.startTransaction === true) started.push(name);
    };
    client.on('commandStarted', note);
    return () => client.off('commandStarted', note);
  });
  await work();
  for (const stop of stops) stop();
  return started.toSorted();
}

/** A guest's cart with two lines, as far as checking out. */
async function cartOfTwo(): Promise<Cart> {
  const { world, seller } = stage;
  const offers = [await addOffer(world, seller), await addOffer(world, seller)];
  const cart = await openCart(world);
  for (const { offerId } of offers) {
    const body = { offerId, quantity: 1 };
    await ask(world, 'POST', `/carts/${cart.cartId}/lines`, { body, as: cart.holder });
  }
  const body = { email: 'ana@example.com', address: ADDRESS };
  await ask(world, 'PUT', `/carts/${cart.cartId}/delivery`, { body, as: cart.holder });
  return cart;
}

async function buy({ cartId, holder }: Cart): Promise<string> {
  const { world } = stage;
  const { total } = await ask<{ total: unknown }>(world, 'GET', `/carts/${cartId}/quote`, { as: holder });
  const payments = [{ method: 'card', amount: total, token: 'tok_ok' }];
  const body = { cartId, expectedTotal: total, payments };
  return (await ask<{ state: string }>(world, 'POST', '/checkouts', { body, as: holder })).state;
}

it('takes at most six multi-document transactions over all services, until everything is told', async () => {
  const first = await cartOfTwo();
  await stage.world.idle();
  const started = await transactionsDuring(async () => {
    expect(await buy(first)).toBe('completed');
    await stage.world.idle();
  });
  expect(started.length).toBeGreaterThan(0);
  expect(started.length).toBeLessThanOrEqual(6);
  // Stock moves by single-document writes alone.
  expect(started).not.toContain('inventory');
});
