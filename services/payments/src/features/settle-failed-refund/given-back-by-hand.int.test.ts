import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE_MS, newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import {
  crashAt,
  hear,
  someOrder,
  startPaymentsWorld,
  type PaymentsWorld,
} from '../../../test/payments-world.ts';
import { askRefunds, brl, pay, refundedOf, refundRequested } from '../../../test/refunds.ts';
import { findRefund } from '../../data/refunds.ts';
import { resumeRefunds } from '../check-payments/check-payments.ts';

let world: PaymentsWorld;
const ctx = testContext();

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

describe('what was given back once by hand at the provider', () => {
  const body = { paidFrom: 'provider', reference: 'Ana, at the desk' };
  const own = { paidFrom: 'own-account', reference: 'transfer 44' };
  const refused = Object.assign(new Error('refused'), { name: 'ProviderRefusal', code: 'refund-refused' });
  const refusing = { refund: () => Promise.reject(refused) };
  const part = (orderId: string, refundId: string) => refundRequested(orderId, { refundId, amount: 3_000 });

  /** A captured payment with a refund of 30.00 that the provider has refused. */
  async function refusedPart() {
    const order = someOrder();
    await pay(world, [order]);
    const { service } = world.again({ provider: { ...world.provider, ...refusing } });
    const refundId = newId('refund');
    await hear(service, part(order.orderId, refundId));
    return { ...order, refundId, service };
  }

  it('settles one of two refunds that are settled at the same time', async () => {
    const { orderId, paymentId, refundId, service } = await refusedPart();
    const second = newId('refund');
    await hear(service, part(orderId, second));
    const at = '2018-01-03T00:00:00.000Z';
    await world.sandbox.api.refund({ reference: paymentId, key: 'by hand', amount: brl(3_000), at });
    const answers = await Promise.all(
      [refundId, second].map((each) => askRefunds(world, 'POST', `/${each}/settlements`, body)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await refundedOf(world, paymentId)).toEqual([3_000n, 3_000n, 0n]);
    const open = answers[0]?.status === 409 ? refundId : second;
    expect((await askRefunds(world, 'POST', `/${open}/settlements`, own)).status).toBe(200);
  });

  it('for one refund, which has not booked it yet, does not settle another', async () => {
    const { orderId, paymentId, refundId } = await refusedPart();
    const second = newId('refund');
    const crashing = world.again({ faults: crashAt('payments.refund.between') });
    await expect(hear(crashing.service, part(orderId, second))).rejects.toThrow('crashed');
    expect(await askRefunds(world, 'POST', `/${refundId}/settlements`, body)).toMatchObject({
      status: 409,
      body: { code: 'refund-not-at-provider' },
    });
    await resumeRefunds(
      world.again({ machineClock: { now: () => new Date(Date.now() + MINUTE_MS) } }).deps,
      ctx,
    );
    expect(await findRefund(world.deps.store, second)).toMatchObject({ state: 'refunded' });
    expect(await refundedOf(world, paymentId)).toEqual([3_000n, 3_000n, 0n]);
    expect((await askRefunds(world, 'POST', `/${refundId}/settlements`, own)).status).toBe(200);
  });
});
