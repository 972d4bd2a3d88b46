import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testContext } from '@souk/platform/testing';
import { crashAt, someOrder, startPaymentsWorld, type PaymentsWorld } from '../../../test/payments-world.ts';
import { findPayment } from '../../data/payments.ts';
import { authorisePayment } from '../authorise-payment/authorise-payment.ts';
import { capturePayment } from '../capture-payment/capture-payment.ts';
import { expirePayments } from '../check-payments/check-payments.ts';
import { voidPayment } from './void-payment.ts';

let world: PaymentsWorld;
const ctx = testContext();

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const typesTold = async (orderId: string) => (await world.told(orderId)).map((event) => event.type);
const bookedState = async (reference: string) => (await world.sandbox.api.find({ reference }))?.state;

describe('a void', () => {
  it('lets an authorisation go, once', async () => {
    const order = someOrder();
    await authorisePayment(world.deps, ctx, order);
    expect(await voidPayment(world.deps, ctx, order.paymentId)).toMatchObject({ state: 'voided' });
    expect(await voidPayment(world.deps, ctx, order.paymentId)).toMatchObject({ state: 'voided' });
    await world.settled();
    expect(await bookedState(order.paymentId)).toBe('voided');
    expect(await typesTold(order.orderId)).toEqual(['PaymentVoided']);
  });

  it('leaves a declined payment as it is', async () => {
    const order = someOrder({ token: 'tok_decline' });
    await authorisePayment(world.deps, ctx, order);
    expect(await voidPayment(world.deps, ctx, order.paymentId)).toMatchObject({ state: 'declined' });
  });

  it('of a captured payment is refused', async () => {
    const order = someOrder();
    await authorisePayment(world.deps, ctx, order);
    await capturePayment(world.deps, ctx, order.paymentId);
    await expect(voidPayment(world.deps, ctx, order.paymentId)).rejects.toMatchObject({
      code: 'payment-state',
    });
  });

  it('that overtakes its authorisation holds when that arrives', async () => {
    const order = someOrder();
    const crashing = world.again({ faults: crashAt('payments.authorise.before') });
    await expect(authorisePayment(crashing.deps, ctx, order)).rejects.toThrow('crashed');
    expect(await voidPayment(world.deps, ctx, order.paymentId)).toMatchObject({ state: 'voided' });
    const at = new Date().toISOString();
    const arrived = await world.sandbox.api.authorise({
      reference: order.paymentId,
      orderReference: order.orderId,
      method: 'card',
      amount: { amount: 10_000, currency: 'BRL' },
      instalments: 1,
      token: 'tok_ok',
      at,
    });
    expect(arrived.state).toBe('voided');
  });

  it.each(['tok_ok+timeout-void', 'tok_ok+lost-void'])('bears %s', async (token) => {
    const order = someOrder({ token });
    await authorisePayment(world.deps, ctx, order);
    expect(await voidPayment(world.deps, ctx, order.paymentId)).toMatchObject({ state: 'voided' });
    await world.settled();
    expect(await typesTold(order.orderId)).toEqual(['PaymentVoided']);
  });
});

describe('when its business time is over', () => {
  it('a slip expires; paid all the same, the money is booked', async () => {
    const order = someOrder({ method: 'slip', token: '' });
    const { slipReference } = await authorisePayment(world.deps, ctx, order);
    await expirePayments(world.deps, ctx);
    expect((await findPayment(world.deps.store, { all: true }, order.paymentId))?.state).toBe('pending');
    world.clock.set(new Date('2018-01-08T12:00:00Z'));
    await expirePayments(world.deps, ctx);
    await world.settled();
    expect(await bookedState(order.paymentId)).toBe('voided');
    await world.sandbox.api.paySlip({ slip: slipReference ?? '', at: '2018-01-09T00:00:00.000Z' });
    await world.settled();
    expect(await findPayment(world.deps.store, { all: true }, order.paymentId)).toMatchObject({
      state: 'captured',
      capturedAt: new Date('2018-01-09T00:00:00Z'),
    });
    expect(await typesTold(order.orderId)).toEqual(['PaymentExpired', 'PaymentCaptured']);
  });

  it('a slip that was paid in time, of which nobody heard, is captured', async () => {
    world.clock.set(new Date('2018-01-01T12:00:00Z'));
    const order = someOrder({ method: 'slip', token: 'tok_ok+webhooks-none' });
    await authorisePayment(world.deps, ctx, order);
    await world.sandbox.api.paySlip({ slip: order.paymentId, at: '2018-01-07T00:00:00.000Z' });
    world.clock.set(new Date('2018-01-08T12:00:00Z'));
    await expirePayments(world.deps, ctx);
    expect((await findPayment(world.deps.store, { all: true }, order.paymentId))?.state).toBe('captured');
    expect(await typesTold(order.orderId)).toEqual(['PaymentCaptured']);
  });
});
