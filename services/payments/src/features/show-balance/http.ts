import { exampleId, wireId, wireMoney, wireTime } from '@souk/contracts';
import { moneyToWire, negateMoney, sumMoney } from '@souk/kernel';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { sellerBalance, sellerTransactions, type LedgerTransaction } from '../../data/ledger.ts';
import type { PaymentsContext } from '../../deps.ts';
import { LEDGER_KINDS, type AccountName } from '../../domain/account.ts';
import { sellerParams, totalToWire, wireTotal } from '../wire-schemas.ts';
import { sellerAskedFor } from './show-balance.ts';

const balanceReply = z
  .strictObject({
    sellerId: wireId('seller'),
    /** Of what is not delivered yet. Either may be negative after refunds. */
    pending: wireTotal,
    /** What may be paid out. */
    available: wireTotal,
  })
  .meta({ id: 'SellerBalance' });

const statementLine = z
  .strictObject({
    transactionId: wireId('ledgerTransaction'),
    kind: z.enum(LEDGER_KINDS),
    orderId: wireId('order'),
    occurredAt: wireTime,
    /** By how much the balance changed. */
    pending: wireMoney,
    available: wireMoney,
  })
  .meta({ id: 'StatementLine' });

const access = { allow: 'roles', roles: ['seller', 'admin'] } as const;

/** A seller's money: the balance derived from the ledger, and the transactions that made it. */
export function balanceRoutes(deps: PaymentsContext): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/sellers/:sellerId/balance',
      operationId: 'getSellerBalance',
      summary: 'What a seller has, pending and available',
      tag: 'payments',
      access,
      params: sellerParams,
      replies: { 200: { description: 'The balance.', schema: balanceReply } },
      errors: ['seller-not-found'],
      example: { params: { sellerId: exampleId('seller') } },
      handle: async (ctx, { params: { sellerId } }) => {
        const { currency } = deps.config;
        const { pending, available } = await sellerBalance(deps.store, sellerAskedFor(ctx, sellerId));
        return ok({
          sellerId,
          pending: totalToWire(pending, currency),
          available: totalToWire(available, currency),
        });
      },
    }),
    route({
      method: 'get',
      path: '/sellers/:sellerId/statement',
      operationId: 'getSellerStatement',
      summary: 'What has changed a seller’s balance, newest first',
      tag: 'payments',
      access,
      params: sellerParams,
      query: pageQuery({ filters: {} }),
      replies: { 200: { description: 'A page of the statement.', schema: pageSchema(statementLine) } },
      errors: ['seller-not-found', 'cursor-mismatch'],
      example: { params: { sellerId: exampleId('seller') } },
      handle: async (ctx, { params: { sellerId }, query }) => {
        const seller = sellerAskedFor(ctx, sellerId);
        const list = {
          filter: { sellerId },
          sort: 'newest',
          key: ({ transactionId }: LedgerTransaction) => transactionId,
        };
        const found = await pageByKey(query, list, (range) => sellerTransactions(deps.store, seller, range));
        return ok(mapPage(found, lineOf));
      },
    }),
  ];
}

function lineOf(transaction: LedgerTransaction): z.infer<typeof statementLine> {
  const { transactionId, kind, orderId, occurredAt } = transaction;
  return {
    transactionId,
    kind,
    orderId,
    occurredAt: occurredAt.toISOString(),
    pending: changeOf(transaction, 'seller-pending'),
    available: changeOf(transaction, 'seller-available'),
  };
}

/** As the seller sees it: a credit is more. */
function changeOf({ postings, currency }: LedgerTransaction, account: AccountName) {
  const amounts = postings.filter((posting) => posting.account === account).map((posting) => posting.amount);
  return moneyToWire(negateMoney(sumMoney(amounts, currency)));
}
