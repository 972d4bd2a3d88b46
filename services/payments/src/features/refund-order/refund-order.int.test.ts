import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { money, newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import {
  crashAt,
  hear,
  someEvent,
  someOrder,
  startPaymentsWorld,
  type PaymentsWorld,
} from '../../../test/payments-world.ts';
import { brl, pay, refundRequested } from '../../../test/refunds.ts';
import { sellerBalance, sumAccounts } from '../../data/ledger.ts';
import { findPayment } from '../../data/payments.ts';
import { resumeRefunds } from '../check-payments/check-payments.ts';
import { reconcileBooks } from '../reconcile-books/reconcile-books.ts';

let world: PaymentsWorld;
const ctx = testContext();

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

type Share = { sellerId: string; consignmentId: string; items: number; freight: number; commission: number };

const wireShare = ({ sellerId, consignmentId, items, freight, commission }: Share) => ({
  sellerId,
  consignmentId,
  items: brl(items),
  freight: brl(freight),
  commission: brl(commission),
});

/** An order of 100.00 (80.00 items at 10 %, 20.00 freight) by two payments, fully paid and settled. */
async function paidOrder({ settled = true } = {}) {
  const orderId = newId('order');
  const share: Share = {
    sellerId: newId('seller'),
    consignmentId: newId('consignment'),
    items: 8_000,
    freight: 2_000,
    commission: 800,
  };
  const payments = [7_000n, 3_000n].map((amount) => someOrder({ orderId, amount: money(amount, 'BRL') }));
  await pay(world, payments);
  const paid = someEvent('OrderPaid', orderId, {
    orderId,
    total: brl(10_000),
    captured: brl(10_000),
    difference: brl(0),
    consignments: [wireShare(share)],
  });
  if (settled) await hear(world.service, paid);
  return { orderId, share, paid, paymentIds: payments.map((payment) => payment.paymentId) };
}

function refundOf(orderId: string, shares: readonly (Share & { delivered: boolean })[], amount: number) {
  return refundRequested(orderId, {
    amount,
    shares: shares.map((share) => ({ ...wireShare(share), delivered: share.delivered })),
  });
}

const balanceOf = (share: Share) => sellerBalance(world.deps.store, { sellerId: share.sellerId });
const told = async (orderId: string) =>
  (await world.told(orderId)).map((event) => event.type).filter((type) => type !== 'PaymentCaptured');

async function refundedOf(paymentIds: readonly string[]) {
  const payments = await Promise.all(
    paymentIds.map((id) => findPayment(world.deps.store, { all: true }, id)),
  );
  return payments.map((payment) => [payment?.refunded.amount, payment?.refunding.amount]);
}

describe('settlement and delivery', () => {
  it('give the seller its part once, however often they are told', async () => {
    const { orderId, share, paid } = await paidOrder();
    await hear(world.service, paid);
    expect(await balanceOf(share)).toEqual({ pending: 9_200n, available: 0n });
    const delivered = someEvent('ConsignmentDelivered', orderId, { orderId, ...wireShare(share) });
    await hear(world.service, delivered);
    await hear(world.service, delivered);
    expect(await balanceOf(share)).toEqual({ pending: 0n, available: 9_200n });
  });
});

describe('a refund', () => {
  it('of a part reverses seller and commission, and goes back on the newest payment first', async () => {
    const { orderId, share, paymentIds } = await paidOrder();
    const part = { ...share, items: 4_000, freight: 0, commission: 400, delivered: false };
    const event = refundOf(orderId, [part], 4_000);
    await hear(world.service, event);
    await hear(world.service, event);
    expect(await balanceOf(share)).toEqual({ pending: 5_600n, available: 0n });
    expect(await refundedOf(paymentIds)).toEqual([
      [1_000n, 0n],
      [3_000n, 0n],
    ]);
    expect(await told(orderId)).toEqual(['PaymentRefunded']);
  });

  it('after delivery comes out of what is available, which may become negative', async () => {
    const { orderId, share } = await paidOrder();
    await hear(world.service, refundOf(orderId, [{ ...share, delivered: true }], 10_000));
    expect(await balanceOf(share)).toEqual({ pending: 9_200n, available: -9_200n });
  });

  it('before settlement comes out of the buyer’s funds', async () => {
    const { orderId, share, paymentIds } = await paidOrder({ settled: false });
    await hear(world.service, refundOf(orderId, [], 10_000));
    expect(await balanceOf(share)).toEqual({ pending: 0n, available: 0n });
    expect(await refundedOf(paymentIds)).toEqual([
      [7_000n, 0n],
      [3_000n, 0n],
    ]);
  });

  it('of more than came in is refused and changes nothing', async () => {
    const { orderId, share, paymentIds } = await paidOrder();
    const tooMuch = { ...share, items: 9_000, delivered: false };
    await expect(hear(world.service, refundOf(orderId, [tooMuch], 11_000))).rejects.toMatchObject({
      code: 'refund-exceeds-captured',
    });
    expect(await refundedOf(paymentIds)).toEqual([
      [0n, 0n],
      [0n, 0n],
    ]);
  });

  it.each(['payments.refund.before', 'payments.refund.between', 'payments.refund.after'])(
    'goes on after a crash at %s',
    async (point) => {
      const { orderId, share } = await paidOrder();
      const event = refundOf(orderId, [{ ...share, delivered: false }], 10_000);
      await expect(hear(world.again({ faults: crashAt(point) }).service, event)).rejects.toThrow('crashed');
      await hear(world.service, event);
      expect(await balanceOf(share)).toEqual({ pending: 0n, available: 0n });
      expect(await told(orderId)).toEqual(['PaymentRefunded']);
    },
  );

  it('is finished by the job when the provider was silent', async () => {
    const { orderId, share } = await paidOrder();
    const gone = () => Promise.reject(new Error('no route to host'));
    const { service } = world.again({ provider: { ...world.provider, refund: gone } });
    await hear(service, refundOf(orderId, [{ ...share, delivered: false }], 10_000));
    expect(await told(orderId)).toEqual([]);
    const later = { now: () => new Date(Date.now() + 60_000) };
    await resumeRefunds(world.again({ machineClock: later }).deps, ctx);
    expect(await told(orderId)).toEqual(['PaymentRefunded']);
    expect(await balanceOf(share)).toEqual({ pending: 0n, available: 0n });
  });

  it('leaves the ledger at zero and equal to the provider’s books', async () => {
    const sums = await sumAccounts(world.deps.store, { all: true });
    expect(sums.reduce((total, { debits, credits }) => total + debits - credits, 0n)).toBe(0n);
    const rows = await reconcileBooks(world.deps, ctx, { after: null, limit: 100 });
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => row.difference !== 0n)).toEqual([]);
  });
});
