import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, money, newId } from '@souk/kernel';
import { createMetrics } from '@souk/platform/telemetry';
import { testContext } from '@souk/platform/testing';
import { hear, someOrder, startPaymentsWorld, type PaymentsWorld } from '../../../test/payments-world.ts';
import { askRefunds, brl, pay, refundedOf, refundRequested } from '../../../test/refunds.ts';
import { sumAccounts } from '../../data/ledger.ts';
import { findRefund } from '../../data/refunds.ts';
import { resumeRefunds } from '../check-payments/check-payments.ts';
import { reconcileBooks } from '../reconcile-books/reconcile-books.ts';

let world: PaymentsWorld;
const ctx = testContext();
const metrics = createMetrics();

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

/** A refund of 100.00 that went over a card that behaves (30.00, asked first) and one that is said here (70.00). */
async function refundOver(token: string, { provider = world.provider } = {}) {
  const orderId = newId('order');
  const payments = [
    someOrder({ orderId, amount: money(7_000n, 'BRL'), token }),
    someOrder({ orderId, amount: money(3_000n, 'BRL') }),
  ];
  await pay(world, payments);
  const refundId = newId('refund');
  const event = refundRequested(orderId, { refundId, amount: 10_000 });
  await hear(world.again({ provider, metrics }).service, event);
  return { orderId, refundId, paymentId: payments[0]?.paymentId ?? '' };
}

const later = (ms: number) => ({ now: () => new Date(Date.now() + ms) });

async function told(orderId: string) {
  const events = await world.told(orderId);
  return events.map(({ type }) => type).filter((type) => type.startsWith('PaymentRefund'));
}

/** The ledger's transactions of an order that belong to its refund, as account → amount. */
async function booked(orderId: string) {
  const documents = await world.deps.store.ledger.find({ orderId }).sort({ _id: 1 }).toArray();
  return documents
    .filter(({ kind }) => kind.startsWith('refund'))
    .map(({ postings }) => postings.map(({ account, amount }) => [account, Number(amount)]));
}

const PART_BOOKED = [
  ['refunds-pending', 3_000],
  ['provider-clearing', -3_000],
];

describe('a refund that the provider refuses for good', () => {
  it('fails with its reason, books what has happened and nothing else, and is not tried again', async () => {
    const { orderId, refundId, paymentId } = await refundOver('tok_refuse-refunds');
    expect((await askRefunds(world, 'GET', '?state=failed')).body).toMatchObject({
      data: expect.arrayContaining([
        {
          id: refundId,
          orderId,
          state: 'failed',
          amount: brl(10_000),
          requestedAt: expect.any(String),
          failure: { reason: 'refund-refused', at: expect.any(String) },
          settlement: null,
          parts: [
            { paymentId: expect.any(String), amount: brl(3_000), outcome: 'done', attempt: 0 },
            { paymentId, amount: brl(7_000), outcome: 'refused', attempt: 0 },
          ],
        },
      ]),
    });
    expect(await told(orderId)).toEqual(['PaymentRefundFailed']);
    expect(await booked(orderId)).toEqual([PART_BOOKED]);
    expect(await refundedOf(world, paymentId)).toEqual([0n, 7_000n, 0n]);
    expect((await metrics.expose()).text).toContain('souk_refunds_total{outcome="failed"}');

    const asked: string[] = [];
    const provider = {
      ...world.provider,
      refund: (...[call, refund]: Parameters<typeof world.provider.refund>) => {
        asked.push(refund.key);
        return world.provider.refund(call, refund);
      },
    };
    await resumeRefunds(world.again({ provider, machineClock: later(30 * DAY_MS) }).deps, ctx);
    expect(asked).toEqual([]);
  });

  it('is made when an administrator has it tried again, under a new key for what was refused', async () => {
    const { orderId, refundId, paymentId } = await refundOver('tok_refuse-refund');
    const answer = await askRefunds(world, 'POST', `/${refundId}/retries`);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        state: 'refunded',
        failure: null,
        parts: [
          { outcome: 'done', attempt: 0 },
          { outcome: 'done', attempt: 1 },
        ],
      },
    });
    expect(await told(orderId)).toEqual(['PaymentRefundFailed', 'PaymentRefunded']);
    expect(await booked(orderId)).toEqual([
      PART_BOOKED,
      [
        ['buyer-funds', 10_000],
        ['refunds-pending', -3_000],
        ['provider-clearing', -7_000],
      ],
    ]);
    expect(await refundedOf(world, paymentId)).toEqual([7_000n, 0n, 0n]);
    expect(await world.deps.audit.of(refundId)).toMatchObject([
      { action: 'refund.retried', before: { state: 'failed', reason: 'refund-refused' } },
    ]);
    expect(await askRefunds(world, 'POST', `/${refundId}/retries`)).toMatchObject({
      status: 409,
      body: { code: 'refund-state' },
    });
  });

  it('fails once more when it is refused once more', async () => {
    const { orderId, refundId } = await refundOver('tok_refuse-refunds');
    expect((await askRefunds(world, 'POST', `/${refundId}/retries`)).body).toMatchObject({
      state: 'failed',
      parts: [{ outcome: 'done' }, { outcome: 'refused', attempt: 1 }],
    });
    expect(await told(orderId)).toEqual(['PaymentRefundFailed', 'PaymentRefundFailed']);
    expect(await booked(orderId)).toEqual([PART_BOOKED]);
  });

  it('is settled from the marketplace’s own account, which the ledger and the audit trail show', async () => {
    const { orderId, refundId, paymentId } = await refundOver('tok_refuse-refunds');
    const body = { paidFrom: 'own-account', reference: 'transfer 42' };
    expect(await askRefunds(world, 'POST', `/${refundId}/settlements`, body)).toMatchObject({
      status: 200,
      body: {
        state: 'settled-outside',
        settlement: body,
        parts: [{ outcome: 'done' }, { outcome: 'outside' }],
      },
    });
    expect(await booked(orderId)).toEqual([
      PART_BOOKED,
      [
        ['buyer-funds', 10_000],
        ['refunds-pending', -3_000],
        ['outside-refunds', -7_000],
      ],
    ]);
    expect(await refundedOf(world, paymentId)).toEqual([0n, 0n, 7_000n]);
    expect(await told(orderId)).toEqual(['PaymentRefundFailed', 'PaymentRefunded']);
    expect(await world.deps.audit.of(refundId)).toMatchObject([
      { action: 'refund.settled-outside', after: { ...body, state: 'settled-outside' } },
    ]);
    expect((await askRefunds(world, 'POST', `/${refundId}/settlements`, body)).status).toBe(409);
    expect((await askRefunds(world, 'POST', `/${refundId}/retries`)).status).toBe(409);
  });

  it('is settled by hand at the provider only when its books show it', async () => {
    const { orderId, refundId, paymentId } = await refundOver('tok_refuse-refund');
    const body = { paidFrom: 'provider', reference: 'Ana, at the desk' };
    expect(await askRefunds(world, 'POST', `/${refundId}/settlements`, body)).toMatchObject({
      status: 409,
      body: { code: 'refund-not-at-provider' },
    });
    const at = '2018-01-03T00:00:00.000Z';
    await world.sandbox.api.refund({ reference: paymentId, key: 'by hand', amount: brl(7_000), at });
    expect(await askRefunds(world, 'POST', `/${refundId}/settlements`, body)).toMatchObject({
      status: 200,
      body: { state: 'settled-outside', parts: [{ outcome: 'done' }, { outcome: 'done' }] },
    });
    expect((await booked(orderId))[1]).toContainEqual(['provider-clearing', -7_000]);
    expect(await refundedOf(world, paymentId)).toEqual([7_000n, 0n, 0n]);
  });
});

describe('a refund on which the provider does not decide', () => {
  it('is tried again when it is refused for the moment', async () => {
    const { orderId, refundId } = await refundOver('tok_busy-refund');
    expect(await findRefund(world.deps.store, refundId)).toMatchObject({ state: 'requested' });
    await resumeRefunds(world.again({ machineClock: later(60_000) }).deps, ctx);
    expect(await findRefund(world.deps.store, refundId)).toMatchObject({ state: 'refunded' });
    expect(await told(orderId)).toEqual(['PaymentRefunded']);
  });

  it('fails in the end, and is tried again under the same key', async () => {
    let isGone = true;
    const keys = new Set<string>();
    const provider: typeof world.provider = {
      ...world.provider,
      refund: (call, refund) => {
        keys.add(refund.key);
        return isGone ? Promise.reject(new Error('no route to host')) : world.provider.refund(call, refund);
      },
    };
    const { orderId, refundId } = await refundOver('tok_ok', { provider });
    await resumeRefunds(world.again({ provider, machineClock: later(DAY_MS) }).deps, ctx);
    expect(await findRefund(world.deps.store, refundId)).toMatchObject({ state: 'requested' });
    await resumeRefunds(world.again({ provider, machineClock: later(4 * DAY_MS) }).deps, ctx);
    expect(await findRefund(world.deps.store, refundId)).toMatchObject({
      state: 'failed',
      failure: { reason: 'provider-unavailable' },
      parts: [{ outcome: 'open' }, { outcome: 'open' }],
    });
    expect(await booked(orderId)).toEqual([]);
    isGone = false;
    const answer = await askRefunds(world.again({ provider }), 'POST', `/${refundId}/retries`);
    expect(answer.body).toMatchObject({ state: 'refunded' });
    expect(keys.size).toBe(2);
  });

  it('is not given a second time from the own account when the provider has made it after all', async () => {
    const provider: typeof world.provider = {
      ...world.provider,
      // It takes effect, and nobody hears of it.
      refund: async (call, refund) => {
        await world.provider.refund(call, refund);
        throw new Error('the connection was lost');
      },
      find: () => Promise.reject(new Error('no route to host')),
    };
    const { orderId, refundId } = await refundOver('tok_ok', { provider });
    await resumeRefunds(world.again({ provider, machineClock: later(4 * DAY_MS) }).deps, ctx);
    const path = `/${refundId}/settlements`;
    const body = { paidFrom: 'own-account', reference: 'transfer 43' };
    const silent = await askRefunds(world.again({ provider }), 'POST', path, body);
    expect(silent).toMatchObject({ status: 503, body: { code: 'provider-unavailable' } });
    const answer = await askRefunds(world, 'POST', path, body);
    // The first part was made; the second had never been asked for.
    expect(answer.body).toMatchObject({ parts: [{ outcome: 'done' }, { outcome: 'outside' }] });
    expect(await booked(orderId)).toEqual([
      [
        ['buyer-funds', 10_000],
        ['provider-clearing', -3_000],
        ['outside-refunds', -7_000],
      ],
    ]);
  });
});

describe('after all of that', () => {
  it('the ledger is at zero, equals the provider’s books, and nothing is pending but what has failed', async () => {
    const sums = await sumAccounts(world.deps.store, { all: true });
    expect(sums.reduce((total, { debits, credits }) => total + debits - credits, 0n)).toBe(0n);
    const failed = await world.deps.store.refunds.countDocuments({ state: 'failed' });
    const pending = sums.find(({ account }) => account === 'refunds-pending');
    expect((pending?.debits ?? 0n) - (pending?.credits ?? 0n)).toBe(BigInt(failed) * 3_000n);
    const rows = await reconcileBooks(world.deps, ctx, { after: null, limit: 100 });
    expect(rows.filter((row) => row.difference !== 0n)).toEqual([]);
  });
});
