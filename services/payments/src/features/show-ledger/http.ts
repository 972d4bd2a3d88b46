import { exampleId, wireId, wireMoney, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import {
  mapPage,
  ok,
  page,
  pageByKey,
  pageQuery,
  pageSchema,
  route,
  type AnyRoute,
} from '@souk/platform/http';
import { z } from 'zod';
import { listTransactions, sumAccounts, type AccountSum, type LedgerTransaction } from '../../data/ledger.ts';
import type { PaymentsContext } from '../../deps.ts';
import { ACCOUNT_NAMES, ACCOUNTS, LEDGER_KINDS } from '../../domain/account.ts';
import { totalToWire, wireTotal } from '../wire-schemas.ts';

const accountReply = z
  .strictObject({
    account: z.enum(ACCOUNT_NAMES),
    /** On which side the account normally stands; `balance` is positive there. */
    side: z.enum(['debit', 'credit']),
    debits: wireTotal,
    credits: wireTotal,
    balance: wireTotal,
    /** debits − credits; the sum over all accounts is zero. */
    net: wireTotal,
  })
  .meta({ id: 'LedgerAccount' });

const transactionReply = z
  .strictObject({
    id: wireId('ledgerTransaction'),
    kind: z.enum(LEDGER_KINDS),
    /** The one thing that caused it; no two transactions share it. */
    source: z.string(),
    orderId: wireId('order'),
    occurredAt: wireTime,
    /** Debits are positive, credits negative; they sum to zero. */
    postings: z.array(
      z.strictObject({
        account: z.enum(ACCOUNT_NAMES),
        amount: wireMoney,
        sellerId: wireId('seller').nullable(),
        paymentId: wireId('payment').nullable(),
      }),
    ),
  })
  .meta({ id: 'LedgerTransaction' });

const admin = { allow: 'roles', roles: ['admin'] } as const;

/** The ledger as an administrator reads it. */
export function ledgerRoutes(deps: PaymentsContext): AnyRoute[] {
  return [accountsRoute(deps), transactionsRoute(deps)];
}

function accountsRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'get',
    path: '/ledger/accounts',
    operationId: 'listLedgerAccounts',
    summary: 'The sums of the ledger’s accounts',
    tag: 'payments',
    access: admin,
    replies: { 200: { description: 'Every account.', schema: pageSchema(accountReply) } },
    errors: [],
    example: {},
    handle: async () => {
      const sums = new Map((await sumAccounts(deps.store, { all: true })).map((sum) => [sum.account, sum]));
      const accounts = ACCOUNT_NAMES.map(
        (account) => sums.get(account) ?? { account, debits: 0n, credits: 0n },
      );
      return ok(
        page(
          accounts.map((sum) => accountView(sum, deps.config.currency)),
          null,
        ),
      );
    },
  });
}

function transactionsRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'get',
    path: '/ledger/transactions',
    operationId: 'listLedgerTransactions',
    summary: 'The ledger’s transactions, oldest first',
    tag: 'payments',
    access: admin,
    query: pageQuery({
      filters: {
        orderId: wireId('order').optional(),
        paymentId: wireId('payment').optional(),
        sellerId: wireId('seller').optional(),
      },
    }),
    replies: { 200: { description: 'A page of the ledger.', schema: pageSchema(transactionReply) } },
    errors: ['cursor-mismatch'],
    example: { query: { orderId: exampleId('order') } },
    handle: async (_ctx, { query: { limit, next, ...filter } }) => {
      const list = { filter, sort: 'oldest', key: ({ transactionId }: LedgerTransaction) => transactionId };
      const found = await pageByKey({ limit, next }, list, (range) =>
        listTransactions(deps.store, { all: true }, { filter, ...range }),
      );
      return ok(mapPage(found, transactionView));
    },
  });
}

function accountView(
  { account, debits, credits }: AccountSum,
  currency: string,
): z.infer<typeof accountReply> {
  const side = ACCOUNTS[account];
  const net = debits - credits;
  return {
    account,
    side,
    debits: totalToWire(debits, currency),
    credits: totalToWire(credits, currency),
    balance: totalToWire(side === 'debit' ? net : -net, currency),
    net: totalToWire(net, currency),
  };
}

function transactionView(transaction: LedgerTransaction): z.infer<typeof transactionReply> {
  const { transactionId, kind, source, orderId, occurredAt, postings } = transaction;
  return {
    id: transactionId,
    kind,
    source,
    orderId,
    occurredAt: occurredAt.toISOString(),
    postings: postings.map(({ account, amount, sellerId, paymentId }) => ({
      account,
      amount: moneyToWire(amount),
      sellerId,
      paymentId,
    })),
  };
}
