import {
  CatalogService,
  InventoryService,
  PaymentMethod,
  PaymentState,
  PaymentsService,
  ReservationState,
  SellerState,
  SellersService,
} from '@souk/contracts';
import { DomainError, type Id } from '@souk/kernel';
import { directPort } from '@souk/platform/rpc';
import type { ShippingRates } from '../src/deps.ts';
import { brl } from './orders.ts';

/** Fakes of the other services, in memory: what they hold can be set, what they were asked is kept. */

export type FakeOffer = { sellerId: Id; price: bigint; active: boolean };
export type FakePayment = {
  paymentId: Id;
  orderId: Id;
  method: PaymentMethod;
  state: PaymentState;
  amount: bigint;
  token: string;
  captures: number;
};

export function fakeCatalog() {
  const offers = new Map<Id, FakeOffer>();
  const port = directPort(CatalogService, {
    getOffers: (_ctx, { offerIds }) =>
      Promise.resolve({
        offers: offerIds.flatMap((offerId) => {
          const offer = offers.get(offerId);
          if (offer === undefined) return [];
          const uuid = offerId.slice(offerId.indexOf('_'));
          return [
            {
              offerId,
              variantId: `var${uuid}`,
              productId: `prd${uuid}`,
              sellerId: offer.sellerId,
              sku: 'SKU',
              title: 'A thing',
              productSlug: 'a-thing',
              price: brl(offer.price),
              active: offer.active,
              weightGrams: 300,
            },
          ];
        }),
      }),
  });
  return { port, offers };
}

export function fakeSellers(commissionBasisPoints = 1_000) {
  return directPort(SellersService, {
    getSellers: (_ctx, { sellerIds }) =>
      Promise.resolve({
        sellers: sellerIds.map((sellerId) => ({
          sellerId,
          name: 'A seller',
          state: SellerState.APPROVED,
          commissionBasisPoints,
          postcode: '01001000',
        })),
      }),
  });
}

export const fakeRates: ShippingRates = {
  quote: (_ctx, shipments) => Promise.resolve(shipments.map(() => brl(500))),
};

type Reservation = { state: ReservationState; lines: readonly { offerId: Id; quantity: number }[] };

export function fakeInventory() {
  const stock = new Map<Id, number>();
  const reservations = new Map<Id, Reservation>();
  const returns = new Set<string>();
  const put = (lines: Reservation['lines'], sign: 1 | -1) => {
    for (const { offerId, quantity } of lines)
      stock.set(offerId, (stock.get(offerId) ?? 0) + sign * quantity);
  };
  const move = (reservationId: Id, to: ReservationState) => {
    const reservation = reservations.get(reservationId);
    if (reservation === undefined) return Promise.resolve({ state: ReservationState.UNKNOWN });
    if (reservation.state === ReservationState.HELD) {
      if (to !== ReservationState.SOLD) put(reservation.lines, 1);
      reservation.state = to;
    }
    return Promise.resolve({ state: reservation.state });
  };
  const port = directPort(InventoryService, {
    reserve: (_ctx, { reservationId, lines }) => {
      const known = reservations.get(reservationId);
      if (known !== undefined) return Promise.resolve({ state: known.state, shortages: [] });
      const shortages = lines
        .map(({ offerId, quantity }) => ({
          offerId,
          requested: quantity,
          available: stock.get(offerId) ?? 0,
        }))
        .filter(({ requested, available }) => available < requested);
      const state = shortages.length > 0 ? ReservationState.OUT_OF_STOCK : ReservationState.HELD;
      if (state === ReservationState.HELD) {
        reservations.set(reservationId, {
          state,
          lines: lines.map(({ offerId, quantity }) => ({ offerId, quantity })),
        });
        put(lines, -1);
      }
      return Promise.resolve({ state, shortages });
    },
    commitReservation: (_ctx, { reservationId }) => move(reservationId, ReservationState.SOLD),
    releaseReservation: (_ctx, { reservationId }) => move(reservationId, ReservationState.RELEASED),
    extendReservation: (_ctx, { reservationId }) =>
      Promise.resolve({ state: reservations.get(reservationId)?.state ?? ReservationState.UNKNOWN }),
    returnStock: (_ctx, { returnId, lines }) => {
      if (!returns.has(returnId)) put(lines, 1);
      returns.add(returnId);
      return Promise.resolve({});
    },
    getStock: () => Promise.resolve({ stocks: [] }),
  });
  const expire = (reservationId: Id) => move(reservationId, ReservationState.EXPIRED);
  return { port, stock, reservations, expire };
}

/** Behaves by the token: `tok_decline`, `tok_action`, `tok_review`, `tok_not_captured`; a slip is pending; else authorised. */
export function fakePayments() {
  const payments = new Map<Id, FakePayment>();
  /** Names of calls that fail for want of an answer, as often as they are in here. */
  const outages: string[] = [];
  const outage = (call: string) => {
    const at = outages.indexOf(call);
    if (at === -1) return;
    outages.splice(at, 1);
    throw new DomainError('provider-unavailable', 'unavailable', 'The provider does not answer.');
  };
  const answer = (payment: FakePayment) => ({
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    method: payment.method,
    state: payment.state,
    amount: brl(payment.amount),
    captured: brl(payment.state === PaymentState.CAPTURED ? payment.amount : 0n),
    declineCode: payment.state === PaymentState.DECLINED ? 'insufficient-funds' : '',
    actionUrl: payment.state === PaymentState.REQUIRES_ACTION ? 'https://bank.example/3ds' : '',
    instalments: 1,
    capturedAtMs: payment.state === PaymentState.CAPTURED ? 1_772_359_200_000n : 0n,
  });
  const known = (paymentId: Id) => {
    const payment = payments.get(paymentId);
    if (payment === undefined) throw new DomainError('payment-not-found', 'not-found', 'No such payment.');
    return payment;
  };
  const port = directPort(PaymentsService, {
    authorise: async (_ctx, { paymentId, orderId, method, amount, token }) => {
      outage('authorise');
      if (token === 'tok_malformed') {
        const field = { pointer: '/token', rule: 'token', message: 'is no token' };
        throw new DomainError('payment-token', 'invalid', 'No token.', {}, [field]);
      }
      const state = method === PaymentMethod.SLIP ? PaymentState.PENDING : stateOfToken(token);
      const payment = payments.get(paymentId) ?? {
        paymentId,
        orderId,
        method,
        state,
        amount: amount?.amount ?? 0n,
        token,
        captures: 0,
      };
      payments.set(paymentId, payment);
      outage('authorise-reply');
      return Promise.resolve(answer(payment));
    },
    capture: async (_ctx, { paymentId }) => {
      outage('capture');
      const payment = known(paymentId);
      if (payment.state === PaymentState.AUTHORISED) {
        payment.state = refusesCapture.has(payment.token) ? PaymentState.DECLINED : PaymentState.CAPTURED;
        payment.captures += 1;
      }
      outage('capture-reply');
      return Promise.resolve(answer(payment));
    },
    void: async (_ctx, { paymentId }) => {
      outage('void');
      const payment = known(paymentId);
      if (payment.state !== PaymentState.CAPTURED && payment.state !== PaymentState.DECLINED)
        payment.state = PaymentState.VOIDED;
      return Promise.resolve(answer(payment));
    },
    listPayments: () => Promise.resolve({ payments: [] }),
  });
  /** Tokens that are authorised and not captured. */
  const refusesCapture = new Set(['tok_not_captured']);
  return { port, payments, outages };
}

function stateOfToken(token: string): PaymentState {
  switch (token) {
    case 'tok_decline':
      return PaymentState.DECLINED;
    case 'tok_action':
      return PaymentState.REQUIRES_ACTION;
    case 'tok_review':
      return PaymentState.UNDER_REVIEW;
    default:
      return PaymentState.AUTHORISED;
  }
}
