import { exampleId, wireId, wirePrice, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { findPayment, listPayments } from '../../data/payments.ts';
import type { PaymentsContext } from '../../deps.ts';
import { PAYMENT_METHODS, PAYMENT_STATES, type Payment } from '../../domain/payment.ts';
import { paymentError } from '../../errors.ts';

const paymentReply = z
  .strictObject({
    id: wireId('payment'),
    orderId: wireId('order'),
    method: z.enum(PAYMENT_METHODS),
    state: z.enum(PAYMENT_STATES),
    amount: wirePrice,
    captured: wirePrice,
    refunded: wirePrice,
    /** Given back past the provider. */
    refundedOutside: wirePrice,
    fee: wirePrice,
    instalments: z.int(),
    declineCode: z.string().nullable(),
    actionUrl: z.string().nullable(),
    slipReference: z.string().nullable(),
    expiresAt: wireTime.nullable(),
    capturedAt: wireTime.nullable(),
  })
  .meta({ id: 'Payment' });

const admin = { allow: 'roles', roles: ['admin'] } as const;

/** Payments as an administrator sees them; buyers see theirs on the order. */
export function paymentRoutes(deps: PaymentsContext): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/payments',
      operationId: 'listPayments',
      summary: 'Payments, oldest first',
      tag: 'payments',
      access: admin,
      query: pageQuery({
        filters: { orderId: wireId('order').optional(), state: z.enum(PAYMENT_STATES).optional() },
      }),
      replies: { 200: { description: 'A page of payments.', schema: pageSchema(paymentReply) } },
      errors: ['cursor-mismatch'],
      example: {},
      handle: async (_ctx, { query: { limit, next, ...filter } }) => {
        const list = { filter, sort: 'oldest', key: ({ paymentId }: Payment) => paymentId };
        const found = await pageByKey({ limit, next }, list, (range) =>
          listPayments(deps.store, { all: true }, { filter, ...range }),
        );
        return ok(mapPage(found, paymentView));
      },
    }),
    route({
      method: 'get',
      path: '/payments/:paymentId',
      operationId: 'getPayment',
      summary: 'A payment',
      tag: 'payments',
      access: admin,
      params: z.strictObject({ paymentId: wireId('payment') }),
      replies: { 200: { description: 'The payment.', schema: paymentReply } },
      errors: ['payment-not-found'],
      example: { params: { paymentId: exampleId('payment') } },
      handle: async (_ctx, { params: { paymentId } }) => {
        const payment = await findPayment(deps.store, { all: true }, paymentId);
        if (payment === null) throw paymentError('payment-not-found');
        return ok(paymentView(payment), { version: payment.version });
      },
    }),
  ];
}

function paymentView(payment: Payment): z.infer<typeof paymentReply> {
  return {
    id: payment.paymentId,
    orderId: payment.orderId,
    method: payment.method,
    state: payment.state,
    amount: moneyToWire(payment.amount),
    captured: moneyToWire(payment.captured),
    refunded: moneyToWire(payment.refunded),
    refundedOutside: moneyToWire(payment.refundedOutside),
    fee: moneyToWire(payment.fee),
    instalments: payment.instalments,
    declineCode: payment.declineCode,
    actionUrl: payment.actionUrl,
    slipReference: payment.slipReference,
    expiresAt: payment.expiresAt?.toISOString() ?? null,
    capturedAt: payment.capturedAt?.toISOString() ?? null,
  };
}
