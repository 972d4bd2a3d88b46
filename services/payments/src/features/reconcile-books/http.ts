import { wireId, wireMoney, wirePrice } from '@souk/contracts';
import { money, moneyToWire } from '@souk/kernel';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { PaymentsContext } from '../../deps.ts';
import { PAYMENT_STATES } from '../../domain/payment.ts';
import { reconcileBooks, type Reconciled } from './reconcile-books.ts';

const rowReply = z
  .strictObject({
    paymentId: wireId('payment'),
    /** In Souk; null when only the provider knows the payment. */
    state: z.enum(PAYMENT_STATES).nullable(),
    /** In the provider's books; null when it does not know the payment. */
    provider: z
      .strictObject({
        state: z.enum(PAYMENT_STATES),
        captured: wirePrice,
        refunded: wirePrice,
        fee: wirePrice,
      })
      .nullable(),
    /** What stands on provider-clearing for the payment. */
    ledger: wireMoney,
    /** ledger − (captured − refunded − fee); zero when the books agree. */
    difference: wireMoney,
  })
  .meta({ id: 'Reconciliation' });

export function reconciliationRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'get',
    path: '/ledger/reconciliations',
    operationId: 'listReconciliations',
    summary: 'The provider’s books against the ledger, payment by payment',
    tag: 'payments',
    access: { allow: 'roles', roles: ['admin'] },
    query: pageQuery({ filters: {} }),
    replies: { 200: { description: 'A page of comparisons.', schema: pageSchema(rowReply) } },
    errors: ['cursor-mismatch'],
    example: {},
    handle: async (ctx, { query }) => {
      const list = { filter: {}, sort: 'payment', key: ({ paymentId }: Reconciled) => paymentId };
      const found = await pageByKey(query, list, (range) => reconcileBooks(deps, ctx, range));
      return ok(mapPage(found, (row) => rowView(row, deps.config.currency)));
    },
  });
}

function rowView(row: Reconciled, currency: string): z.infer<typeof rowReply> {
  const wire = (amount: bigint) => moneyToWire(money(amount, currency));
  return {
    paymentId: row.paymentId,
    state: row.state,
    provider: row.provider && {
      state: row.provider.state,
      captured: moneyToWire(row.provider.captured),
      refunded: moneyToWire(row.provider.refunded),
      fee: moneyToWire(row.provider.fee),
    },
    ledger: wire(row.ledger),
    difference: wire(row.difference),
  };
}
