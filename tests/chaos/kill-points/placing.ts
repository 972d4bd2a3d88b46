import { untilAtRest } from '../world/at-rest.ts';
import { Unexpected } from '../world/api.ts';
import { checkOut, readyGuest, type PaymentPart } from '../world/guest.ts';
import type { WireCheckout, WireStock } from '../world/wire.ts';
import { until, type Run, type Scenario, type Stage } from './scenario.ts';

const PLACES = ['before', 'between', 'after'] as const;
const checkoutPoints = (...steps: readonly string[]): string[] =>
  steps.flatMap((step) => PLACES.map((place) => `checkout.${step}.${place}`));

/** An order paid by card, from its first step to its last. */
export const cardOrder: Scenario = {
  family: 'placing',
  points: [
    ...checkoutPoints('reserve-stock', 'authorise-payments', 'place-order', 'capture-payments', 'sell-stock'),
    ...checkoutPoints('settle-order'),
    'inventory.reserve.inserted',
    'inventory.hold.after',
    'inventory.sale.begun',
    'inventory.sale.stock',
    ...PLACES.map((place) => `payments.authorise.${place}`),
    ...PLACES.map((place) => `payments.capture.${place}`),
  ],
  begin: (stage) => paidOrder(stage, [{ method: 'card', token: 'tok_ok' }]),
};

/** An order paid by slip: the stock is kept for days. */
export const slipOrder: Scenario = {
  family: 'placing',
  points: checkoutPoints('keep-reservation'),
  begin: (stage) => paidOrder(stage, [{ method: 'slip', token: '' }]),
};

/** The voucher is let go when the card is declined. */
export const declinedOrder: Scenario = {
  family: 'undoing',
  points: [
    ...checkoutPoints('authorise-payments.undo', 'reserve-stock.undo'),
    'inventory.release.begun',
    'inventory.release.stock',
    ...PLACES.map((place) => `payments.void.${place}`),
  ],
  begin: async (stage) => {
    const { world } = stage;
    const offerId = stage.nextOffer();
    const stock = (): Promise<WireStock> => world.admin().ask('GET', `/offers/${offerId}/stock`);
    const before = await stock();
    const guest = await readyGuest(world.guest, [[offerId, 2]]);
    const parts = [
      { method: 'voucher', token: 'tok_ok', amount: 100 },
      { method: 'card', token: 'tok_decline' },
    ] as const;
    return {
      strike: () => checkOut(world.guest, guest, parts),
      // Asking again would be a new checkout, since the first one has failed.
      finish: async () => {
        await until(`the pieces of ${offerId} are back`, async () => {
          const { available, reserved } = await stock();
          return available === before.available && reserved === 0 ? offerId : null;
        });
      },
    };
  },
};

/** Checks out; after the crash the buyer asks again, without a key: the equal checkout is the same. */
async function paidOrder(stage: Stage, parts: readonly PaymentPart[]): Promise<Run> {
  const { world } = stage;
  const guest = await readyGuest(world.guest, [[stage.nextOffer(), 2]]);
  return {
    strike: () => checkOut(world.guest, guest, parts),
    finish: async () => {
      const answer = await checkOut(world.guest, guest, parts);
      if (answer.status > 202) throw new Unexpected('POST', '/checkouts', answer);
      const checkout = await untilAtRest(world, guest, answer.body as WireCheckout);
      if (checkout.state !== 'completed') throw new Error(`${checkout.id} is ${checkout.state}`);
    },
  };
}

/** A slip that the buyer calls off before paying: a placed order is undone. */
export const cancelledSlip: Scenario = {
  family: 'undoing',
  points: checkoutPoints('place-order.undo', 'keep-reservation.undo'),
  begin: async (stage) => {
    const { world } = stage;
    const guest = await readyGuest(world.guest, [[stage.nextOffer(), 1]]);
    const { body } = await checkOut(world.guest, guest, [{ method: 'slip', token: '' }]);
    const { orderId } = body as WireCheckout;
    const path = `/orders/${orderId ?? ''}/cancellations`;
    const callOff = () => world.guest.send('POST', path, { reason: 'changed my mind' }, guest.headers);
    return { strike: callOff, finish: () => untilCancelled(stage, orderId, callOff) };
  },
};

/** While a card is under review, the bank withdraws the voucher: the capture is refused and the order undone. */
export const withdrawnVoucher: Scenario = {
  family: 'undoing',
  points: checkoutPoints('capture-payments.undo'),
  begin: async (stage) => {
    const { world } = stage;
    const { api } = world.provider;
    const guest = await readyGuest(world.guest, [[stage.nextOffer(), 1]]);
    const { body } = await checkOut(world.guest, guest, [
      { method: 'voucher', token: 'tok_ok+webhooks-none', amount: 100 },
      { method: 'card', token: 'tok_review' },
    ]);
    const { orderId, payments } = body as WireCheckout;
    const [voucher = '', card = ''] = payments.map(({ id }) => id);
    await api.void({ reference: voucher, currency: 'BRL', at: new Date().toISOString() });
    return {
      strike: () => api.decide({ reference: card, decision: 'approve' }),
      finish: () => untilCancelled(stage, orderId, () => Promise.resolve()),
    };
  },
};

/** Repeats `callOff`, as the buyer would, until the order is cancelled. */
async function untilCancelled(
  { world }: Stage,
  orderId: string | null,
  callOff: () => Promise<unknown>,
): Promise<void> {
  await callOff();
  await until(`${orderId ?? ''} is cancelled`, async () => {
    const order = await world.admin().ask<{ status: string }>('GET', `/orders/${orderId ?? ''}`);
    return order.status === 'cancelled' ? order : null;
  });
}
