import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import {
  customerContext,
  guestWith,
  openShop,
  scopeOf,
  stockedOffer,
  type Shop,
} from '../../../test/harness.ts';
import { mergeCarts } from '../merge-carts/merge-carts.ts';
import { openCart } from '../open-cart/open-cart.ts';
import { showCart } from '../show-cart/show-cart.ts';
import { changeCart } from './change-cart.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const add = (offerId: string, quantity = 1) => ({ type: 'add', line: { offerId, quantity } }) as const;

describe('a cart', () => {
  it('keeps every line of fifty parallel changes', async () => {
    const guest = await guestWith(shop, []);
    const offers = Array.from({ length: 25 }, () => stockedOffer(shop));
    const changes = [...offers, ...offers].map((offerId) =>
      changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change: add(offerId) }),
    );
    await Promise.all(changes);
    const cart = await showCart(shop.orders, scopeOf(guest), guest.cartId);
    expect(cart.lines.toSorted((a, b) => (a.offerId < b.offerId ? -1 : 1))).toEqual(
      offers.toSorted().map((offerId) => ({ offerId, quantity: 2 })),
    );
    expect(cart.version).toBe(51);
  });

  it('sets and removes lines', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    const set = { type: 'set', line: { offerId, quantity: 7 } } as const;
    expect((await changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change: set })).lines).toEqual([
      { offerId, quantity: 7 },
    ]);
    const remove = { type: 'remove', offerId } as const;
    expect(
      (await changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change: remove })).lines,
    ).toEqual([]);
    await expect(
      changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change: remove }),
    ).rejects.toMatchObject({ code: 'line-not-found' });
  });

  it('has its limits', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 998]]);
    await expect(
      changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change: add(offerId, 2) }),
    ).rejects.toMatchObject({ code: 'quantity-limit' });
    const full = await guestWith(
      shop,
      Array.from({ length: 100 }, () => [stockedOffer(shop), 1] as const),
    );
    await expect(
      changeCart(shop.orders, full.ctx, { cartId: full.cartId, change: add(offerId) }),
    ).rejects.toMatchObject({ code: 'cart-full' });
  });

  it('refuses an offer that is not there or not for sale', async () => {
    const guest = await guestWith(shop, []);
    const change = (offerId: string) =>
      changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change: add(offerId) });
    await expect(change(newId('offer'))).rejects.toMatchObject({
      code: 'offer-unknown',
      errors: [{ pointer: '/offerId' }],
    });
    const offerId = stockedOffer(shop);
    shop.catalog.offers.set(offerId, { sellerId: newId('seller'), price: 1n, active: false });
    await expect(change(offerId)).rejects.toMatchObject({ code: 'offer-unavailable' });
  });

  it('is somebody’s own', async () => {
    const guest = await guestWith(shop, []);
    const offerId = stockedOffer(shop);
    for (const stranger of [testContext({ cartToken: 'x'.repeat(43) }), customerContext()]) {
      await expect(
        changeCart(shop.orders, stranger, { cartId: guest.cartId, change: add(offerId) }),
      ).rejects.toMatchObject({ code: 'cart-not-found' });
    }
  });

  it('heeds the version that its caller has seen', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    const stale = { ...guest.ctx, ifMatch: '1' };
    await expect(
      changeCart(shop.orders, stale, { cartId: guest.cartId, change: add(offerId) }),
    ).rejects.toMatchObject({ code: 'stale-version', kind: 'stale' });
  });

  it('takes effect once under one idempotency key', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, []);
    const claimed = () => ({ ...guest.ctx, idempotency: { claimId: 'claim-of-the-cart', effects: 0 } });
    const once = await changeCart(shop.orders, claimed(), { cartId: guest.cartId, change: add(offerId) });
    const again = await changeCart(shop.orders, claimed(), { cartId: guest.cartId, change: add(offerId) });
    expect(again).toEqual(once);
    expect((await showCart(shop.orders, scopeOf(guest), guest.cartId)).lines).toEqual([
      { offerId, quantity: 1 },
    ]);
  });
});

describe('merging at log-in', () => {
  it('loses no line that is acknowledged while it happens', async () => {
    const accountId = newId('account');
    const ctx = customerContext(accountId);
    const { cart } = await openCart(shop.orders, ctx);
    const shared = stockedOffer(shop);
    await changeCart(shop.orders, ctx, { cartId: cart.cartId, change: add(shared) });
    const guest = await guestWith(shop, [[shared, 2]]);
    const offers = Array.from({ length: 20 }, () => stockedOffer(shop));
    const changes = offers.map(async (offerId, n) => {
      const own = n % 2 === 0;
      const target = own ? { ctx, cartId: cart.cartId } : { ctx: guest.ctx, cartId: guest.cartId };
      try {
        await changeCart(shop.orders, target.ctx, { cartId: target.cartId, change: add(offerId) });
        return offerId;
      } catch {
        return null; // refused, not lost: the guest's cart had been merged
      }
    });
    const merge = { scope: { customerId: accountId }, cartId: cart.cartId, cartToken: guest.token };
    await mergeCarts(shop.orders, ctx, merge);
    const acknowledged = (await Promise.all(changes)).filter((offerId) => offerId !== null);
    const again = await mergeCarts(shop.orders, ctx, merge);
    const merged = await showCart(shop.orders, { customerId: accountId }, cart.cartId);
    expect(again.lines).toEqual(merged.lines);
    expect(merged.lines.map((line) => line.offerId)).toEqual(expect.arrayContaining(acknowledged));
    expect(merged.lines).toContainEqual({ offerId: shared, quantity: 3 });
    await expect(
      changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change: add(shared) }),
    ).rejects.toMatchObject({ code: 'cart-closed', details: { mergedInto: cart.cartId } });
  });

  it('refuses a token that opens nothing', async () => {
    const ctx = customerContext();
    const { cart } = await openCart(shop.orders, ctx);
    if (cart.customerId === null) throw new TypeError('a customer’s cart');
    const merge = { scope: { customerId: cart.customerId }, cartId: cart.cartId, cartToken: 'x'.repeat(43) };
    await expect(mergeCarts(shop.orders, ctx, merge)).rejects.toMatchObject({
      code: 'cart-token-unknown',
      errors: [{ pointer: '/cartToken' }],
    });
  });
});
