import type { DomainError } from '@souk/kernel';
import { ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import type { PaymentView } from '../client/api.ts';
import { ProviderRefusal } from '../provider/payment.ts';
import { sandboxError } from './errors.ts';
import type { SandboxControl } from './control.ts';
import { booked, challenge, decision, outcomes, paymentParams, slipPayment } from './schemas.ts';

const EXAMPLE_PAYMENT = 'pay_01890000-0000-7000-8000-000000000001';
const admin = { allow: 'roles', roles: ['admin'] } as const;
const tag = 'sandbox';

/** The provider as an administrator moves it: its books, outcomes, decisions, slips, and the buyer's challenge page. */
export function paymentRoutes({ api, clock }: Pick<SandboxControl, 'api' | 'clock'>): AnyRoute[] {
  return [...bookRoutes(api), ...outcomeRoutes(api), ...challengeRoutes(api), slipRoute(api, clock)];
}

function bookRoutes(api: SandboxControl['api']): AnyRoute[] {
  const list = { filter: {}, sort: 'reference', key: ({ reference }: PaymentView) => reference };
  return [
    route({
      method: 'get',
      path: '/payments',
      operationId: 'listSandboxPayments',
      summary: 'The books of the payment provider',
      tag,
      access: admin,
      query: pageQuery({ filters: {} }),
      replies: { 200: { description: 'A page of the books.', schema: pageSchema(booked) } },
      errors: [],
      example: {},
      handle: async (_ctx, { query }) => ok(await pageByKey(query, list, (range) => api.list(range))),
    }),
    route({
      method: 'get',
      path: '/payments/:paymentId',
      operationId: 'getSandboxPayment',
      summary: 'A payment in the books of the provider',
      tag,
      access: admin,
      params: paymentParams,
      replies: { 200: { description: 'The payment.', schema: booked } },
      errors: ['payment-not-found'],
      example: { params: { paymentId: EXAMPLE_PAYMENT } },
      handle: async (_ctx, { params }) => ok(await found(api, params.paymentId)),
    }),
    route({
      method: 'post',
      path: '/payments/:paymentId/decisions',
      operationId: 'decideSandboxPayment',
      summary: 'End the review, or the 3-D Secure challenge, of a payment',
      tag,
      access: admin,
      params: paymentParams,
      body: decision,
      replies: { 200: { description: 'The payment after the decision.', schema: booked } },
      errors: ['payment-not-found', 'payment-state'],
      example: { params: { paymentId: EXAMPLE_PAYMENT }, body: { decision: 'approve' } },
      handle: async (_ctx, { params, body }) =>
        ok(await refusing(() => api.decide({ reference: params.paymentId, decision: body.decision }))),
    }),
  ];
}

function outcomeRoutes(api: SandboxControl['api']): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/payment-outcomes',
      operationId: 'getPaymentOutcomes',
      summary: 'The outcomes that the next payments will have',
      tag,
      access: admin,
      replies: { 200: { description: 'The rules.', schema: outcomes } },
      errors: [],
      example: {},
      handle: async () => ok({ rules: await api.outcomes({}) }),
    }),
    route({
      method: 'put',
      path: '/payment-outcomes',
      operationId: 'setPaymentOutcomes',
      summary: 'Set the outcomes that the next payments will have; none: their tokens decide',
      tag,
      access: admin,
      rate: 'unlimited',
      body: outcomes,
      replies: { 200: { description: 'The rules from now on.', schema: outcomes } },
      errors: ['unknown-outcome'],
      example: { body: { rules: [{ token: 'tok_review-me', outcome: 'review', times: 1 }] } },
      handle: async (_ctx, { body }) => ok({ rules: await refusing(() => api.setOutcomes(body)) }),
    }),
  ];
}

/** What the buyer's bank would show: whoever knows the payment's id may answer. */
function challengeRoutes(api: SandboxControl['api']): AnyRoute[] {
  const shown = (payment: Awaited<ReturnType<typeof found>>) =>
    ok({
      paymentId: payment.reference,
      state: payment.state === 'requires-action' ? 'waiting' : 'answered',
      amount: payment.amount,
    });
  return [
    route({
      method: 'get',
      path: '/challenges/:paymentId',
      operationId: 'getChallenge',
      summary: 'The 3-D Secure challenge of a payment',
      tag,
      access: { allow: 'anyone' },
      params: paymentParams,
      replies: { 200: { description: 'The challenge.', schema: challenge } },
      errors: ['payment-not-found'],
      example: { params: { paymentId: EXAMPLE_PAYMENT } },
      handle: async (_ctx, { params }) => shown(await found(api, params.paymentId)),
    }),
    route({
      method: 'post',
      path: '/challenges/:paymentId/answers',
      operationId: 'answerChallenge',
      summary: 'Answer the 3-D Secure challenge of a payment',
      tag,
      access: { allow: 'anyone' },
      params: paymentParams,
      body: decision,
      replies: { 200: { description: 'The challenge afterwards.', schema: challenge } },
      errors: ['payment-not-found', 'payment-state'],
      example: { params: { paymentId: EXAMPLE_PAYMENT }, body: { decision: 'approve' } },
      handle: async (_ctx, { params, body }) => {
        const payment = await found(api, params.paymentId);
        if (payment.state !== 'requires-action') throw sandboxError('payment-state');
        return shown(
          await refusing(() => api.decide({ reference: params.paymentId, decision: body.decision })),
        );
      },
    }),
  ];
}

function slipRoute(api: SandboxControl['api'], clock: SandboxControl['clock']): AnyRoute {
  return route({
    method: 'post',
    path: '/slip-payments',
    operationId: 'paySlip',
    summary: 'Pay a slip at the bank',
    tag,
    access: admin,
    rate: 'unlimited',
    body: slipPayment,
    replies: { 200: { description: 'The payment.', schema: booked } },
    errors: ['payment-not-found', 'payment-state'],
    example: { body: { slip: EXAMPLE_PAYMENT } },
    handle: async (_ctx, { body }) =>
      ok(await refusing(() => api.paySlip({ slip: body.slip, at: clock.now().toISOString() }))),
  });
}

async function found(api: SandboxControl['api'], reference: string) {
  const payment = await api.find({ reference });
  if (payment === null) throw sandboxError('payment-not-found');
  return payment;
}

/** Says a refusal of the provider in the words of this API. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderRefusal) throw refusalOf(error);
    throw error;
  }
}

function refusalOf({ code, message }: ProviderRefusal): DomainError {
  switch (code) {
    case 'unknown-payment':
      return sandboxError('payment-not-found');
    case 'unknown-outcome':
      return sandboxError('unknown-outcome', {}, [{ pointer: '/rules', rule: 'outcome', message }]);
    default:
      return sandboxError('payment-state', { reason: code });
  }
}
