import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { SIGNATURE_HEADER, signWebhook } from '@souk/sandbox';
import { callRoute, testContext } from '@souk/platform/testing';
import {
  someOrder,
  startPaymentsWorld,
  webhookSecret,
  type PaymentsWorld,
} from '../../../test/payments-world.ts';
import { findPayment } from '../../data/payments.ts';
import { authorisePayment } from '../authorise-payment/authorise-payment.ts';
import { capturePayment } from '../capture-payment/capture-payment.ts';

let world: PaymentsWorld;
const ctx = testContext();

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

async function webhookOf(paymentId: string, { id = newId('event'), secret = webhookSecret } = {}) {
  const payment = await world.sandbox.api.find({ reference: paymentId });
  const body = new TextEncoder().encode(JSON.stringify({ id, type: 'payment.changed', payment }));
  return { body, headers: { [SIGNATURE_HEADER]: signWebhook(secret, body, new Date()) } };
}

async function post(webhook: Awaited<ReturnType<typeof webhookOf>>, provider = 'sandbox') {
  return callRoute(world.service.http, {
    method: 'POST',
    path: `/api/v1/webhooks/${provider}`,
    headers: { ...webhook.headers, 'content-type': 'application/json' },
    body: webhook.body,
  });
}

const typesTold = async (orderId: string) => (await world.told(orderId)).map((event) => event.type);
const stateOf = async (paymentId: string) =>
  (await findPayment(world.deps.store, { all: true }, paymentId))?.state;

describe('a webhook', () => {
  it('tells what a review has decided; sent twice and at once, it takes effect once', async () => {
    world.setWebhooks(false);
    const order = someOrder({ token: 'tok_review' });
    expect(await authorisePayment(world.deps, ctx, order)).toMatchObject({ state: 'under-review' });
    await world.sandbox.api.decide({ reference: order.paymentId, decision: 'approve' });
    const webhook = await webhookOf(order.paymentId);
    const replies = await Promise.all(Array.from({ length: 5 }, () => post(webhook)));
    expect(replies.map((reply) => reply.status)).toEqual([204, 204, 204, 204, 204]);
    expect((await post(webhook)).status).toBe(204);
    expect(await stateOf(order.paymentId)).toBe('authorised');
    expect(await typesTold(order.orderId)).toEqual(['PaymentAuthorised']);
    world.setWebhooks(true);
  });

  it('that comes after a later one changes nothing', async () => {
    const order = someOrder({ token: 'tok_review+webhooks-none' });
    await authorisePayment(world.deps, ctx, order);
    const early = await webhookOf(order.paymentId);
    await world.sandbox.api.decide({ reference: order.paymentId, decision: 'approve' });
    const late = await webhookOf(order.paymentId);
    await post(late);
    await capturePayment(world.deps, ctx, order.paymentId);
    await post(early);
    await post(late);
    expect(await stateOf(order.paymentId)).toBe('captured');
    expect(await typesTold(order.orderId)).toEqual(['PaymentAuthorised', 'PaymentCaptured']);
  });

  it('of what a call has answered writes nothing', async () => {
    const order = someOrder({ token: 'tok_ok+webhooks-none' });
    await authorisePayment(world.deps, ctx, order);
    await capturePayment(world.deps, ctx, order.paymentId);
    const before = await findPayment(world.deps.store, { all: true }, order.paymentId);
    await post(await webhookOf(order.paymentId));
    expect(await findPayment(world.deps.store, { all: true }, order.paymentId)).toEqual(before);
  });

  it.each([
    ['slip', 'pending', 'captured', ['PaymentCaptured']],
    ['card', 'under-review', 'declined', ['PaymentDeclined']],
    ['card', 'requires-action', 'authorised', ['PaymentAuthorised']],
  ] as const)('carries on a %s that is %s to %s', async (method, before, after, told) => {
    const token = { pending: '', 'under-review': 'tok_review', 'requires-action': 'tok_3ds' }[before];
    const order = someOrder({ method, token });
    const payment = await authorisePayment(world.deps, ctx, order);
    expect(payment.state).toBe(before);
    expect(payment.slipReference === null).toBe(method !== 'slip');
    expect(payment.actionUrl === null).toBe(before !== 'requires-action');
    const reference = order.paymentId;
    if (method === 'slip')
      await world.sandbox.api.paySlip({ slip: payment.slipReference ?? '', at: '2018-01-06T00:00:00Z' });
    else
      await world.sandbox.api.decide({ reference, decision: after === 'declined' ? 'decline' : 'approve' });
    await world.settled();
    expect(await stateOf(order.paymentId)).toBe(after);
    expect(await typesTold(order.orderId)).toEqual(told);
  });

  it('is refused with a wrong signature, an unreadable body, or for another provider', async () => {
    const order = someOrder();
    await authorisePayment(world.deps, ctx, order);
    expect(await post(await webhookOf(order.paymentId, { secret: 'whsec_guessed' }))).toMatchObject({
      status: 401,
      body: { code: 'webhook-signature' },
    });
    const body = new TextEncoder().encode('{"id":');
    const headers = { [SIGNATURE_HEADER]: signWebhook(webhookSecret, body, new Date()) };
    expect(await post({ body, headers })).toMatchObject({ status: 400, body: { code: 'webhook-body' } });
    expect(await post(await webhookOf(order.paymentId), 'other')).toMatchObject({
      status: 404,
      body: { code: 'provider-unknown' },
    });
  });

  it('of a payment that is not Souk’s is taken and forgotten', async () => {
    const foreign = someOrder();
    await world.sandbox.api.authorise({
      reference: foreign.paymentId,
      orderReference: foreign.orderId,
      method: 'card',
      amount: { amount: 10, currency: 'BRL' },
      instalments: 1,
      token: 'tok_ok+webhooks-none',
      at: '2018-01-01T00:00:00Z',
    });
    expect((await post(await webhookOf(foreign.paymentId))).status).toBe(204);
    expect(await stateOf(foreign.paymentId)).toBeUndefined();
  });
});
