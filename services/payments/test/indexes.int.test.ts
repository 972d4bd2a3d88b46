import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { startPaymentsWorld, type PaymentsWorld } from './payments-world.ts';
import type { Store } from '../src/data/store.ts';
import { EXPIRING_STATES } from '../src/domain/payment.ts';

let world: PaymentsWorld;
const after = newId('payment');
const now = new Date('2018-01-01T00:00:00Z');

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

/** Every query of `src/data`, as it is asked there. */
const QUERIES: readonly [
  string,
  (store: Store) => { explain(verbosity: 'queryPlanner'): Promise<unknown> },
][] = [
  ['the payments of an order', ({ payments }) => payments.find({ orderId: 'ord' }).sort({ _id: 1 })],
  [
    'the next payments',
    ({ payments }) =>
      payments
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(21),
  ],
  [
    'the next payments in a state',
    ({ payments }) =>
      payments
        .find({ state: 'captured', _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(21),
  ],
  [
    'payments in doubt',
    ({ payments }) =>
      payments
        .find({ checkAt: { $lte: now } })
        .sort({ checkAt: 1 })
        .limit(100),
  ],
  [
    'overdue payments',
    ({ payments }) =>
      payments
        .find({ state: { $in: [...EXPIRING_STATES] }, expiresAt: { $lte: now } })
        .sort({ expiresAt: 1, _id: 1 })
        .limit(100),
  ],
  ['a seller’s statement', ({ ledger }) => ledger.find({ sellerIds: 'sel' }).sort({ _id: -1 }).limit(21)],
  [
    'the rest of a seller’s statement',
    ({ ledger }) =>
      ledger
        .find({ sellerIds: 'sel', _id: { $lt: after } })
        .sort({ _id: -1 })
        .limit(21),
  ],
  ['the ledger of an order', ({ ledger }) => ledger.find({ orderId: 'ord' }).sort({ _id: 1 }).limit(21)],
  ['the ledger of a payment', ({ ledger }) => ledger.find({ paymentIds: 'pay' }).sort({ _id: 1 }).limit(21)],
  ['what stands on provider-clearing', ({ ledger }) => ledger.find({ paymentIds: { $in: ['pay', 'pay2'] } })],
  [
    'failed refunds',
    ({ refunds }) =>
      refunds
        .find({ state: 'failed', _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(21),
  ],
  ['the refunds of an order', ({ refunds }) => refunds.find({ orderId: 'ord' }).sort({ _id: 1 }).limit(21)],
  [
    'unfinished refunds',
    ({ refunds }) =>
      refunds
        .find({ retryAt: { $lte: now } })
        .sort({ retryAt: 1 })
        .limit(100),
  ],
];

type Explained = { readonly queryPlanner: { readonly winningPlan: object } };

describe('each query', () => {
  it.each(QUERIES)('for %s runs over an index and sorts by it', async (_, query) => {
    const explained = (await query(world.deps.store).explain('queryPlanner')) as Explained;
    const plan = JSON.stringify(explained.queryPlanner.winningPlan);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toContain('"COLLSCAN"');
    expect(plan).not.toContain('"SORT"');
  });
});
