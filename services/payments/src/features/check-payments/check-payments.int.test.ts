import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import { someOrder, startPaymentsWorld, type PaymentsWorld } from '../../../test/payments-world.ts';
import { findPayment } from '../../data/payments.ts';
import { authorisePayment } from '../authorise-payment/authorise-payment.ts';
import { checkPaymentsInDoubt, expirePayments } from './check-payments.ts';

let world: PaymentsWorld;
const ctx = testContext();
const refusal = Object.assign(new Error('refused'), { name: 'ProviderRefusal', code: 'not-allowed' });

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const stateOf = async (paymentId: Id) =>
  (await findPayment(world.deps.store, { all: true }, paymentId))?.state;

describe('a payment with which the provider will have nothing to do', () => {
  it('keeps nobody from finding out about those in doubt behind it', async () => {
    const [odd, other] = [
      someOrder({ token: 'tok_review' }),
      someOrder({ token: 'tok_review+webhooks-none' }),
    ];
    for (const order of [odd, other]) await authorisePayment(world.deps, ctx, order);
    await world.sandbox.api.decide({ reference: other.paymentId, decision: 'approve' });
    const provider: typeof world.provider = {
      ...world.provider,
      find: (call, paymentId) =>
        paymentId === odd.paymentId ? Promise.reject(refusal) : world.provider.find(call, paymentId),
    };
    const machineClock = { now: () => new Date(Date.now() + 60_000) };
    await checkPaymentsInDoubt(world.again({ provider, machineClock }).deps, ctx);
    expect(await stateOf(other.paymentId)).toBe('authorised');
    expect(await stateOf(odd.paymentId)).toBe('under-review');
  });

  it('keeps no others from expiring, however many there are', async () => {
    const odd = someOrder({ method: 'slip', token: '' });
    await authorisePayment(world.deps, ctx, odd);
    const odds = await copies(odd.paymentId, 110);
    const expiresAt = new Date('2018-01-09T12:00:00Z');
    const other = someOrder({ method: 'slip', token: '', expiresAt });
    await authorisePayment(world.deps, ctx, other);
    const provider: typeof world.provider = {
      ...world.provider,
      void: (call, paymentId, currency) =>
        odds.has(paymentId) ? Promise.reject(refusal) : world.provider.void(call, paymentId, currency),
    };
    world.clock.set(new Date('2018-01-10T12:00:00Z'));
    await expirePayments(world.again({ provider }).deps, ctx);
    expect(await stateOf(other.paymentId)).toBe('expired');
    expect(await stateOf(odd.paymentId)).toBe('pending');
  });
});

/** Stores as many more payments that are like this one; gives the ids of all. */
async function copies(paymentId: Id, count: number): Promise<ReadonlySet<Id>> {
  const { payments } = world.deps.store;
  const payment = await payments.findOne({ _id: paymentId });
  if (payment === null) throw new TypeError('there is no such payment');
  const ids = Array.from({ length: count }, () => newId('payment'));
  await payments.insertMany(ids.map((_id) => ({ ...payment, _id })));
  return new Set([paymentId, ...ids]);
}
