import { describe, expect, it } from '@jest/globals';
import { T0, address, brl, id } from '../../test/orders.ts';
import { hearNews } from './checkout-news.ts';
import { judgePayments, type Checkout, type CheckoutPayment, type PaymentState } from './checkout.ts';

const payment = (n: number, state: PaymentState): CheckoutPayment => ({
  paymentId: id('pay', n),
  method: 'card',
  amount: brl(1_000),
  instalments: 1,
  token: 'tok',
  state,
  captured: null,
  capturedAt: null,
  declineCode: null,
  actionUrl: null,
  slipReference: null,
});

/** A checkout at rest with payments in these states. */
const checkout = (state: Checkout['state'], ...states: PaymentState[]): Checkout => ({
  checkoutId: id('chk'),
  orderId: id('ord'),
  reservationId: id('rsv'),
  cartId: id('crt'),
  cartVersion: 1,
  cartFrozen: false,
  commandId: 'command',
  fingerprint: 'fingerprint',
  customerId: null,
  tokenHash: 'hash',
  email: null,
  address,
  items: brl(1_000),
  freight: brl(0),
  total: brl(1_000),
  consignments: [],
  payments: states.map((each, n) => payment(n + 1, each)),
  state,
  position: 'capture-payments',
  placed: state !== 'requires-action',
  stock: { kind: 'undecided' },
  failure: null,
  heldUntil: T0,
  attempts: 0,
  heard: [],
  version: 1,
  createdAt: T0,
});

const authorised = { kind: 'authorised', paymentId: id('pay', 1) } as const;
const captured = {
  kind: 'captured',
  paymentId: id('pay', 1),
  amount: brl(1_000),
  capturedAt: T0,
} as const;
const declined = { kind: 'declined', paymentId: id('pay', 1), code: 'refused' } as const;

describe('the answers of a provider', () => {
  it.each<[PaymentState[], string]>([
    [['authorised', 'authorised'], 'authorised'],
    [['authorised', 'captured'], 'authorised'],
    [[], 'authorised'],
    [['authorised', 'under-review'], 'open'],
    [['pending'], 'open'],
    [['requires-action', 'under-review'], 'requires-action'],
    [['created', 'requires-action'], 'unanswered'],
    [['created', 'declined'], 'refused'],
    [['authorised', 'expired'], 'refused'],
  ])('%j mean: %s', (states, verdict) => {
    expect(judgePayments(states.map((state, n) => payment(n, state))).kind).toBe(verdict);
  });
});

describe('news of a payment', () => {
  it.each<[string, Checkout, Parameters<typeof hearNews>[1], object | null]>([
    [
      '3-D Secure done',
      checkout('requires-action', 'requires-action'),
      authorised,
      { state: 'running', position: 'keep-reservation' },
    ],
    [
      '3-D Secure refused',
      checkout('requires-action', 'requires-action'),
      declined,
      { state: 'undoing', position: 'authorise-payments' },
    ],
    [
      'a review done',
      checkout('awaiting-payment', 'under-review'),
      authorised,
      { state: 'running', position: 'capture-payments' },
    ],
    [
      'a review refused',
      checkout('awaiting-payment', 'under-review'),
      declined,
      { state: 'undoing', position: 'place-order' },
    ],
    [
      'a slip paid',
      checkout('awaiting-payment', 'pending'),
      captured,
      { state: 'running', position: 'capture-payments' },
    ],
    ['late money', checkout('failed', 'voided'), captured, { state: 'running', position: 'sell-stock' }],
    ['what is known', checkout('completed', 'captured'), captured, null],
    ['a decline of what has failed', checkout('failed', 'voided'), declined, null],
  ])('%s', (_name, before, news, change) => {
    const after = hearNews(before, news);
    if (change === null) expect(after).toBeNull();
    else expect(after).toMatchObject(change);
  });

  it('of one of two reviews keeps waiting for the other', () => {
    const after = hearNews(checkout('awaiting-payment', 'under-review', 'under-review'), authorised);
    expect(after).not.toHaveProperty('state');
    expect(after?.payments?.map(({ state }) => state)).toEqual(['authorised', 'under-review']);
  });
});
