import { exampleId } from '../../../packages/contracts/src/index.ts';
import { addOffer, fillCart, openCart, placeOrder, readyCart, type Cart } from '../world/shop.ts';
import type { Stage } from '../world/stage.ts';
import type { Example } from '../walk/operations.ts';
import type { Arrange, Arranged, Arrangements } from './arrangement.ts';

const TOKEN = 'p3Vx0wYk1u6vE2vQ7r1b0d3m8s5t9z4a6c7e2f1g0hI';

/** The guest of this cart asks; another guest and another customer have nothing to do with it. */
async function byGuest({ world, bob }: Stage, cart: Cart, real: Arranged['real'] = {}): Promise<Arranged> {
  const other = await openCart(world);
  return {
    as: {},
    real: { [exampleId('cart')]: cart.cartId, [TOKEN]: cart.token, ...real },
    strangers: [other.holder, bob.headers],
  };
}

const onCart: Arrange = async (stage) => {
  const offer = await addOffer(stage.world, stage.seller);
  return byGuest(stage, await readyCart(stage.world, offer), { [exampleId('offer')]: offer.offerId });
};

const onEmptyCart: Arrange = async (stage) => {
  const offer = await addOffer(stage.world, stage.seller);
  return byGuest(stage, await openCart(stage.world), { [exampleId('offer')]: offer.offerId });
};

const onOrder: Arrange = async (stage) => {
  const order = await placeOrder(stage.world, await addOffer(stage.world, stage.seller));
  return byGuest(stage, order, {
    [exampleId('order')]: order.orderId ?? '',
    [exampleId('checkout')]: order.checkoutId,
  });
};

const onConsignment: Arrange = async ({ world, seller, rival }) => {
  const { consignmentId } = await placeOrder(world, await addOffer(world, seller));
  return {
    as: seller.owner.headers,
    real: { [exampleId('consignment')]: consignmentId },
    strangers: [rival.owner.headers],
  };
};

export const orders: Arrangements = {
  openCart: () => ({ as: {} }),
  listCarts: ({ ana }) => ({ as: ana.headers }),
  showCart: onCart,
  addToCart: onEmptyCart,
  changeCartLine: onCart,
  removeCartLine: onCart,
  setCartDelivery: onEmptyCart,
  quoteCart: onCart,
  mergeCarts: async ({ world, seller, ana, bob }) => {
    const offer = await addOffer(world, seller);
    const guests = await fillCart(world, offer);
    const own = await openCart(world, ana.headers);
    return {
      as: ana.headers,
      real: { [exampleId('cart')]: own.cartId, [TOKEN]: guests.token },
      strangers: [bob.headers],
    };
  },
  checkOut: onCart,
  showCheckout: onOrder,
  listOrders: ({ ana }) => ({ as: ana.headers }),
  showOrder: onOrder,
  showTimeline: onOrder,
  cancelOrder: onOrder,
  listConsignments: ({ seller }) => ({ as: seller.owner.headers }),
  showConsignment: onConsignment,
  moveConsignment: onConsignment,
  reportCarrierEvent: async (stage: Stage, example: Example) => ({
    ...(await onConsignment(stage, example)),
    as: stage.carrier.headers,
    strangers: [],
  }),
  requestRefund: onConsignment,
};
