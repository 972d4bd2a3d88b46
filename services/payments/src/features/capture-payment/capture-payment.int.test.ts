import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testContext } from '@souk/platform/testing';
import { crashAt, someOrder, startPaymentsWorld, type PaymentsWorld } from '../../../test/payments-world.ts';
import { listTransactions } from '../../data/ledger.ts';
import type { PaymentsContext } from '../../deps.ts';
import { authorisePayment } from '../authorise-payment/authorise-payment.ts';
import { checkPaymentsInDoubt } from '../check-payments/check-payments.ts';
import { reconcileBooks } from '../reconcile-books/reconcile-books.ts';
import { capturePayment } from './capture-payment.ts';

let world: PaymentsWorld;
const ctx = testContext();

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

/** What must hold of a captured payment, however it got there. */
async function expectCapturedOnce(deps: PaymentsContext, order: ReturnType<typeof someOrder>): Promise<void> {
  const filter = { paymentId: order.paymentId };
  const ledger = await listTransactions(deps.store, { all: true }, { filter, after: null, limit: 10 });
  expect(ledger).toMatchObject([
    {
      kind: 'capture',
      postings: [
        { account: 'provider-clearing', amount: { amount: 10_000n } },
        { account: 'buyer-funds', amount: { amount: -10_000n } },
        { account: 'provider-fees', amount: { amount: 250n } },
        { account: 'provider-clearing', amount: { amount: -250n } },
      ],
    },
  ]);
  // After a crash a webhook may tell of the authorisation before the call is repeated.
  const told = (await world.told(order.orderId)).map((event) => event.type);
  expect(told.filter((type) => type !== 'PaymentAuthorised')).toEqual(['PaymentCaptured']);
  const booked = await world.sandbox.api.find({ reference: order.paymentId });
  expect(booked).toMatchObject({ state: 'captured', captured: { amount: 10_000 } });
}

describe('authorise and capture', () => {
  it('of a card: payment, ledger and event, once', async () => {
    const order = someOrder();
    expect(await authorisePayment(world.deps, ctx, order)).toMatchObject({ state: 'authorised' });
    expect(await capturePayment(world.deps, ctx, order.paymentId)).toMatchObject({
      state: 'captured',
      captured: { amount: 10_000n },
      fee: { amount: 250n },
      capturedAt: new Date('2018-01-01T12:00:00Z'),
    });
    await world.settled();
    await expectCapturedOnce(world.deps, order);
  });

  it('sent 20 times at once capture once and give equal replies', async () => {
    const order = someOrder();
    const authorised = await Promise.all(
      Array.from({ length: 20 }, () => authorisePayment(world.deps, ctx, order)),
    );
    expect(new Set(authorised.map((payment) => payment.state))).toEqual(new Set(['authorised']));
    const captured = await Promise.all(
      Array.from({ length: 20 }, () => capturePayment(world.deps, ctx, order.paymentId)),
    );
    expect(new Set(captured.map((payment) => payment.capturedAt?.getTime())).size).toBe(1);
    await world.settled();
    await expectCapturedOnce(world.deps, order);
  });

  it.each([
    'tok_ok+timeout-authorise',
    'tok_ok+lost-authorise',
    'tok_ok+timeout-capture',
    'tok_ok+lost-capture',
    'tok_ok+lost-authorise+lost-capture+webhooks-double',
    'tok_ok+webhooks-late',
    'tok_ok+webhooks-reordered',
    'tok_ok+webhooks-none',
  ])('bear %s', async (token) => {
    const order = someOrder({ token });
    await authorisePayment(world.deps, ctx, order);
    await capturePayment(world.deps, ctx, order.paymentId);
    await world.settled();
    await expectCapturedOnce(world.deps, order);
  });

  it.each([
    'payments.authorise.before',
    'payments.authorise.between',
    'payments.authorise.after',
    'payments.capture.before',
    'payments.capture.between',
    'payments.capture.after',
  ])('go on after a crash at %s', async (point) => {
    const order = someOrder();
    const crashing = world.again({ faults: crashAt(point) });
    const both = async (deps: PaymentsContext) => {
      await authorisePayment(deps, ctx, order);
      await capturePayment(deps, ctx, order.paymentId);
    };
    await expect(both(crashing.deps)).rejects.toThrow('crashed');
    await both(world.deps);
    await world.settled();
    await expectCapturedOnce(world.deps, order);
  });

  it('are finished by asking the provider when nobody repeats them and no webhook comes', async () => {
    const order = someOrder({ token: 'tok_ok+webhooks-none' });
    const crashing = world.again({ faults: crashAt('payments.capture.between') });
    await authorisePayment(crashing.deps, ctx, order);
    await expect(capturePayment(crashing.deps, ctx, order.paymentId)).rejects.toThrow('crashed');
    const later = { now: () => new Date(Date.now() + 60_000) };
    await checkPaymentsInDoubt(world.again({ machineClock: later }).deps, ctx);
    await expectCapturedOnce(world.deps, order);
  });

  it('say so when the provider stays silent, and go through once it answers', async () => {
    const order = someOrder();
    const silent = {
      ...world.provider,
      capture: () => Promise.reject(new Error('no route to host')),
      find: () => Promise.reject(new Error('no route to host')),
    };
    await authorisePayment(world.deps, ctx, order);
    const { deps } = world.again({ provider: silent });
    await expect(capturePayment(deps, ctx, order.paymentId)).rejects.toMatchObject({
      code: 'provider-unavailable',
      kind: 'unavailable',
    });
    await capturePayment(world.deps, ctx, order.paymentId);
    await world.settled();
    await expectCapturedOnce(world.deps, order);
  });

  it('end without money when the provider has let the authorisation go', async () => {
    const order = someOrder({ token: 'tok_ok+webhooks-none' });
    await authorisePayment(world.deps, ctx, order);
    await world.sandbox.api.void({ reference: order.paymentId, currency: 'BRL', at: '2018-01-02T00:00:00Z' });
    expect(await capturePayment(world.deps, ctx, order.paymentId)).toMatchObject({ state: 'voided' });
    expect((await world.told(order.orderId)).map((event) => event.type)).toEqual(['PaymentVoided']);
  });

  it('are refused for what is not there, not authorised yet, or another payment', async () => {
    await expect(capturePayment(world.deps, ctx, someOrder().paymentId)).rejects.toMatchObject({
      code: 'payment-not-found',
    });
    const declined = someOrder({ token: 'tok_decline-insufficient-funds' });
    expect(await authorisePayment(world.deps, ctx, declined)).toMatchObject({
      state: 'declined',
      declineCode: 'insufficient-funds',
    });
    expect(await capturePayment(world.deps, ctx, declined.paymentId)).toMatchObject({ state: 'declined' });
    const reviewed = someOrder({ token: 'tok_review' });
    await authorisePayment(world.deps, ctx, reviewed);
    await expect(capturePayment(world.deps, ctx, reviewed.paymentId)).rejects.toMatchObject({
      code: 'payment-state',
    });
    await expect(
      authorisePayment(world.deps, ctx, { ...declined, orderId: someOrder().orderId }),
    ).rejects.toMatchObject({ code: 'payment-mismatch' });
  });

  it('leave the ledger equal to the provider’s books, payment by payment', async () => {
    await world.settled();
    const rows = await reconcileBooks(world.deps, ctx, { after: null, limit: 100 });
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => row.difference !== 0n)).toEqual([]);
  });
});
