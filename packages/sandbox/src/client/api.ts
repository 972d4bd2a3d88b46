import { z } from 'zod';
import { SANDBOX_METHODS, SANDBOX_STATES } from '../provider/payment.ts';

const money = z.strictObject({
  amount: z.int().min(0).max(1_000_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
const reference = z.string().min(1).max(80);
const key = z.string().min(1).max(200);
/** The caller's business time; the provider's books are kept in it. */
const at = z.iso.datetime();

/** What the provider is asked, operation by operation; the same in one process and over HTTP. */
export const COMMANDS = {
  authorise: z.strictObject({
    reference,
    orderReference: reference,
    method: z.enum(SANDBOX_METHODS),
    amount: money,
    instalments: z.int().min(1).max(24),
    token: z.string().max(250),
    at,
  }),
  capture: z.strictObject({ reference, at }),
  void: z.strictObject({ reference, currency: z.string().regex(/^[A-Z]{3}$/), at }),
  refund: z.strictObject({ reference, key, amount: money, at }),
  find: z.strictObject({ reference }),
  list: z.strictObject({ after: reference.nullable(), limit: z.int().min(1).max(500) }),
  decide: z.strictObject({ reference, decision: z.enum(['approve', 'decline']) }),
  paySlip: z.strictObject({ slip: reference, at }),
  setOutcomes: z.strictObject({
    rules: z
      .array(
        z.strictObject({
          /** For which token; null for every payment. */
          token: z.string().max(250).nullable(),
          /** Words as in a token, joined by `+`. */
          outcome: z.string().min(1).max(250),
          /** For how many payments; null for all from now on. */
          times: z.int().min(1).max(1_000_000).nullable(),
        }),
      )
      .max(100),
  }),
  outcomes: z.strictObject({}),
} as const;

export const paymentView = z.strictObject({
  reference,
  orderReference: reference,
  sequence: z.int(),
  method: z.enum(SANDBOX_METHODS),
  state: z.enum(SANDBOX_STATES),
  amount: money,
  captured: money,
  refunded: money,
  fee: money,
  instalments: z.int(),
  declineCode: z.string().nullable(),
  actionUrl: z.string().nullable(),
  slipReference: z.string().nullable(),
  capturedAt: at.nullable(),
  refunds: z.array(z.strictObject({ key, amount: money, at })),
  createdAt: at,
});

/** A payment as the provider tells it, in answers and in webhooks. */
export type PaymentView = z.infer<typeof paymentView>;
export type Command<O extends keyof typeof COMMANDS> = z.infer<(typeof COMMANDS)[O]>;
export type OutcomeRule = Command<'setOutcomes'>['rules'][number];

/** What a caller gives along: when it stops waiting. */
export type CallOptions = { readonly signal?: AbortSignal };

/** The provider, called directly or over HTTP. A refusal is a `ProviderRefusal`; any other error leaves the outcome open. */
export type SandboxApi = {
  readonly authorise: (command: Command<'authorise'>, options?: CallOptions) => Promise<PaymentView>;
  readonly capture: (command: Command<'capture'>, options?: CallOptions) => Promise<PaymentView>;
  /** Also of a payment that never arrived: it is then refused when it does. */
  readonly void: (command: Command<'void'>, options?: CallOptions) => Promise<PaymentView>;
  readonly refund: (command: Command<'refund'>, options?: CallOptions) => Promise<PaymentView>;
  readonly find: (command: Command<'find'>, options?: CallOptions) => Promise<PaymentView | null>;
  /** The books in the order of their references. */
  readonly list: (command: Command<'list'>, options?: CallOptions) => Promise<readonly PaymentView[]>;
  readonly decide: (command: Command<'decide'>, options?: CallOptions) => Promise<PaymentView>;
  /** Pays the slip with this number, or of this payment. */
  readonly paySlip: (command: Command<'paySlip'>, options?: CallOptions) => Promise<PaymentView>;
  readonly setOutcomes: (
    command: Command<'setOutcomes'>,
    options?: CallOptions,
  ) => Promise<readonly OutcomeRule[]>;
  readonly outcomes: (command: Command<'outcomes'>, options?: CallOptions) => Promise<readonly OutcomeRule[]>;
};
