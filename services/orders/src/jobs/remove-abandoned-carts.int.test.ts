import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, newId, type Id } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import {
  customerContext,
  guestWith,
  openShop,
  orderOnePiece,
  request,
  stockedOffer,
  type Guest,
  type Shop,
} from '../../test/harness.ts';
import { hashToken } from '../access.ts';
import { removeCart } from '../data/abandoned-carts.ts';
import type { CartDocument } from '../data/models.ts';
import { findOrder } from '../data/orders.ts';
import { changeCart } from '../features/change-cart/change-cart.ts';
import { checkOut } from '../features/check-out/check-out.ts';
import { mergeCarts } from '../features/merge-carts/merge-carts.ts';
import { openCart } from '../features/open-cart/open-cart.ts';
import { removeAbandonedCartsJob } from './remove-abandoned-carts.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const sweep = () => removeAbandonedCartsJob(shop.orders).run(testContext());
const isThere = async (cartId: Id) => (await shop.orders.store.carts.findOne({ _id: cartId })) !== null;

/** Makes the cart as old as if it had been opened and last changed so many days ago. */
async function age(cartId: Id, changedDays: number, openedDays = changedDays): Promise<void> {
  const before = (days: number) => new Date(Date.now() - days * DAY_MS);
  const times = { createdAt: before(openedDays), updatedAt: before(changedDays) };
  await shop.orders.store.carts.updateOne({ _id: cartId }, { $set: times });
}

async function oldGuest(): Promise<Guest> {
  const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
  await age(guest.cartId, 91);
  return guest;
}

/** Stores as many more carts that are like this one; gives their ids. */
async function copies(cartId: Id, count: number): Promise<Id[]> {
  const cart = await asSeen(cartId);
  const ids = Array.from({ length: count }, () => newId('cart'));
  await shop.orders.store.carts.insertMany(ids.map((_id) => ({ ...cart, _id })));
  return ids;
}

async function asSeen(cartId: Id): Promise<CartDocument> {
  const cart = await shop.orders.store.carts.findOne({ _id: cartId });
  if (cart === null) throw new TypeError('there is no such cart');
  return cart;
}

describe('carts that nobody has changed for long', () => {
  it('go: a guest’s after 90 days, a customer’s after a year', async () => {
    const { cartId } = await oldGuest();
    const changed = await guestWith(shop, [[stockedOffer(shop), 1]]);
    await age(changed.cartId, 89, 400);
    const customer = customerContext();
    const [kept, gone] = [await openCart(shop.orders, customer), await openCart(shop.orders, customer)];
    await age(kept.cart.cartId, 364);
    await age(gone.cart.cartId, 366);
    await sweep();
    expect(await isThere(cartId)).toBe(false);
    expect(await isThere(changed.cartId)).toBe(true);
    expect(await isThere(kept.cart.cartId)).toBe(true);
    expect(await isThere(gone.cart.cartId)).toBe(false);
  });

  it('go when their lines have gone into another one', async () => {
    const accountId = newId('account');
    const customer = customerContext(accountId);
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    const { cart } = await openCart(shop.orders, customer);
    const merge = { scope: { customerId: accountId }, cartId: cart.cartId, cartToken: guest.token };
    await mergeCarts(shop.orders, customer, merge);
    await age(guest.cartId, 91);
    await sweep();
    expect(await isThere(guest.cartId)).toBe(false);
    expect(await isThere(cart.cartId)).toBe(true);
  });

  it('stay when they have become an order, whose key their token stays', async () => {
    const { guest, checkout } = await orderOnePiece(shop);
    await age(guest.cartId, 1_000);
    await sweep();
    const cart = await shop.orders.store.carts.findOne({ _id: guest.cartId });
    expect(cart?.orderId).toBe(checkout.orderId);
  });

  it('leave the orders open that a customer has made with a guest’s token', async () => {
    const guest = await guestWith(shop, []);
    const customer = customerContext();
    const { cart } = await openCart(shop.orders, customer);
    const line = { offerId: stockedOffer(shop), quantity: 1 };
    await changeCart(shop.orders, customer, { cartId: cart.cartId, change: { type: 'add', line } });
    const both = { ...customer, cartToken: guest.token };
    const ordered = await checkOut(shop.orders, both, { ...request(guest, 1_500), cartId: cart.cartId });
    await age(guest.cartId, 91);
    await sweep();
    expect(await isThere(guest.cartId)).toBe(false);
    const scope = { tokenHash: hashToken(guest.token) };
    expect(await findOrder(shop.orders.store, scope, ordered.orderId)).not.toBeNull();
  });

  it('stay while their buyer is away at 3-D Secure', async () => {
    const { guest, checkout } = await orderOnePiece(shop, [{ token: 'tok_action' }]);
    expect(checkout.state).toBe('requires-action');
    await age(guest.cartId, 91);
    await sweep();
    expect((await asSeen(guest.cartId)).state).toBe('checking-out');
  });

  it('stay when their buyer has come back since they were looked at', async () => {
    const guest = await oldGuest();
    const seen = await asSeen(guest.cartId);
    const offerId = stockedOffer(shop);
    const change = { type: 'add', line: { offerId, quantity: 1 } } as const;
    await changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change });
    expect(await removeCart(shop.orders.store, seen, new Date())).toBe(false);
    expect(await isThere(guest.cartId)).toBe(true);
    // The attempt has left nothing behind that keeps the cart from being checked out.
    const checkout = await checkOut(shop.orders, guest.ctx, request(guest, 2_500 + 500));
    expect(checkout.state).toBe('completed');
  });

  it('are gone through from the oldest on, some at a time', async () => {
    const carts = await Promise.all(Array.from({ length: 5 }, () => oldGuest()));
    await sweep();
    for (const { cartId } of carts) expect(await isThere(cartId)).toBe(false);
  });

  it('are reached behind more customers’ carts than one run looks at, which stay for longer', async () => {
    const { cart } = await openCart(shop.orders, customerContext());
    await age(cart.cartId, 100);
    const younger = await copies(cart.cartId, 1_100);
    const { cartId } = await oldGuest();
    const job = removeAbandonedCartsJob(shop.orders);
    for (let run = 0; run < 3; run += 1) await job.run(testContext());
    await shop.orders.store.carts.deleteMany({ _id: { $in: younger } });
    expect(await isThere(cartId)).toBe(false);
  });
});

describe('a checkout that has failed without an order', () => {
  it('is forgotten after as long a time; one with an order is not', async () => {
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    const declined = request(guest, 1_500, [{ token: 'tok_decline' }]);
    await expect(checkOut(shop.orders, guest.ctx, declined)).rejects.toMatchObject({
      code: 'payment-declined',
    });
    const [failed] = await shop.orders.store.checkouts.find({ cartId: guest.cartId }).toArray();
    const days = ((failed?.removeAt?.getTime() ?? 0) - Date.now()) / DAY_MS;
    expect(Math.round(days)).toBe(90);
    const { checkout } = await orderOnePiece(shop);
    const completed = await shop.orders.store.checkouts.findOne({ _id: checkout.checkoutId });
    expect(completed).not.toHaveProperty('removeAt');
  });

  it('goes with its cart', async () => {
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    const declined = request(guest, 1_500, [{ token: 'tok_decline' }]);
    await expect(checkOut(shop.orders, guest.ctx, declined)).rejects.toThrow();
    await age(guest.cartId, 91);
    await sweep();
    const left = await shop.orders.store.checkouts.find({ cartId: guest.cartId }).toArray();
    expect(left.map(({ _id }) => _id)).toEqual([`removed:${guest.cartId}`]);
  });
});

describe('a removal and a checkout at the same time', () => {
  it('leave the cart to the checkout that has begun', async () => {
    const guest = await oldGuest();
    const seen = await asSeen(guest.cartId);
    let removed: boolean | null = null;
    shop.faults.now = {
      reach: async (point) => {
        // The checkout is stored; the cart still looks as it did.
        if (point === 'checkout.reserve-stock.before')
          removed = await removeCart(shop.orders.store, seen, new Date());
      },
    };
    const checkout = await checkOut(shop.orders, guest.ctx, request(guest, 1_500));
    shop.faults.now = { reach: () => Promise.resolve() };
    expect(removed).toBe(false);
    expect(checkout.state).toBe('completed');
  });

  it('let no checkout begin on a cart that it had read before it was removed', async () => {
    const guest = await oldGuest();
    const seen = await asSeen(guest.cartId);
    const { rates } = shop.orders;
    const orders = {
      ...shop.orders,
      rates: {
        quote: async (...args: Parameters<typeof rates.quote>) => {
          // The checkout has read the cart and is not stored yet.
          await removeCart(shop.orders.store, seen, new Date());
          return rates.quote(...args);
        },
      },
    };
    const asked = shop.inventory.stock.size;
    await expect(checkOut(orders, guest.ctx, request(guest, 1_500))).rejects.toMatchObject({
      code: 'cart-not-found',
    });
    expect(shop.inventory.stock.size).toBe(asked);
    const left = await shop.orders.store.checkouts.find({ cartId: guest.cartId }).toArray();
    expect(left.map(({ _id }) => _id)).toEqual([`removed:${guest.cartId}`]);
  });

  it('end with an order or without a cart, whoever is first', async () => {
    const guests = await Promise.all(Array.from({ length: 12 }, () => oldGuest()));
    const outcomes = await Promise.all(
      guests.map(async (guest) => {
        const seen = await asSeen(guest.cartId);
        const [checkout, removed] = await Promise.allSettled([
          checkOut(shop.orders, guest.ctx, request(guest, 1_500)),
          removeCart(shop.orders.store, seen, new Date()),
        ]);
        return {
          ordered: checkout.status === 'fulfilled' && checkout.value.state === 'completed',
          removed: removed.status === 'fulfilled' && removed.value,
          cart: (await shop.orders.store.carts.findOne({ _id: guest.cartId }))?.state ?? null,
        };
      }),
    );
    for (const { ordered, removed, cart } of outcomes) {
      expect(ordered).toBe(!removed);
      expect(cart).toBe(removed ? null : 'ordered');
    }
  });
});
