import { DomainError, moneyFromWire, moneyToWire, type Clock, type Money } from '@souk/kernel';
import { z } from 'zod';
import { isSignedWebhook, SIGNATURE_HEADER } from '../webhooks/signature.ts';
import { paymentView, type PaymentView, type SandboxApi } from './api.ts';
import type { SandboxMethod, SandboxState } from '../provider/payment.ts';

/** Who waits, and when it is in business time. */
type Call = { readonly signal: AbortSignal; readonly at: Date };

/** What the provider says of a payment, in the shop's types. */
export type SandboxReport = {
  readonly reference: string;
  readonly sequence: number;
  readonly state: SandboxState;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly fee: Money;
  readonly declineCode: string | null;
  readonly actionUrl: string | null;
  readonly slipReference: string | null;
  readonly capturedAt: Date | null;
  readonly refundKeys: readonly string[];
};

export type SandboxPaymentProviderOptions = {
  /** The provider itself, or a client of it. */
  readonly api: SandboxApi;
  readonly webhookSecret: string;
  readonly machineClock: Clock;
  /** How old a webhook's signature may be; 300 s unless said. */
  readonly toleranceSeconds?: number;
};

const webhook = z.object({ id: z.string().min(1).max(100), type: z.string().max(100), payment: paymentView });

/**
 * The adapter that lets a shop use the sandbox as its payment provider. Payments go under the shop's own ids, which are
 * the idempotency keys: stable however often a call is repeated.
 */
export function createSandboxPaymentProvider(options: SandboxPaymentProviderOptions) {
  const { api } = options;
  return {
    name: 'sandbox',

    authorise: async (
      { signal, at }: Call,
      order: {
        readonly paymentId: string;
        readonly orderId: string;
        readonly method: SandboxMethod;
        readonly amount: Money;
        readonly instalments: number;
        readonly token: string;
      },
    ): Promise<SandboxReport> =>
      toReport(
        await api.authorise(
          {
            reference: order.paymentId,
            orderReference: order.orderId,
            method: order.method,
            amount: moneyToWire(order.amount),
            instalments: order.instalments,
            token: order.token,
            at: at.toISOString(),
          },
          { signal },
        ),
      ),

    capture: async ({ signal, at }: Call, reference: string): Promise<SandboxReport> =>
      toReport(await api.capture({ reference, at: at.toISOString() }, { signal })),

    void: async ({ signal, at }: Call, reference: string, currency: string): Promise<SandboxReport> =>
      toReport(await api.void({ reference, currency, at: at.toISOString() }, { signal })),

    refund: async (
      { signal, at }: Call,
      refund: { readonly reference: string; readonly key: string; readonly amount: Money },
    ): Promise<SandboxReport> =>
      toReport(
        await api.refund({ ...refund, amount: moneyToWire(refund.amount), at: at.toISOString() }, { signal }),
      ),

    find: async ({ signal }: Call, reference: string): Promise<SandboxReport | null> => {
      const found = await api.find({ reference }, { signal });
      return found === null ? null : toReport(found);
    },

    list: async ({ signal }: Call, after: string | null, limit: number): Promise<readonly SandboxReport[]> =>
      (await api.list({ after, limit }, { signal })).map(toReport),

    /**
     * Verifies and reads a webhook.
     * @throws DomainError `webhook-signature` (401), `webhook-body` (400).
     */
    readWebhook: (delivery: {
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly rawBody: Uint8Array;
    }): { readonly id: string; readonly report: SandboxReport } => {
      const terms = {
        secret: options.webhookSecret,
        now: options.machineClock.now(),
        toleranceSeconds: options.toleranceSeconds ?? 300,
      };
      if (!isSignedWebhook(delivery.headers[SIGNATURE_HEADER], delivery.rawBody, terms)) {
        throw new DomainError('webhook-signature', 'unauthenticated', 'The signature is not valid.');
      }
      const { id, payment } = parseWebhook(delivery.rawBody);
      return { id, report: toReport(payment) };
    },
  };
}

function parseWebhook(rawBody: Uint8Array): z.infer<typeof webhook> {
  try {
    return webhook.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody)));
  } catch {
    throw new DomainError('webhook-body', 'malformed', 'The body of the webhook can not be read.');
  }
}

function toReport(payment: PaymentView): SandboxReport {
  return {
    reference: payment.reference,
    sequence: payment.sequence,
    state: payment.state,
    amount: moneyFromWire(payment.amount),
    captured: moneyFromWire(payment.captured),
    refunded: moneyFromWire(payment.refunded),
    fee: moneyFromWire(payment.fee),
    declineCode: payment.declineCode,
    actionUrl: payment.actionUrl,
    slipReference: payment.slipReference,
    capturedAt: payment.capturedAt === null ? null : new Date(payment.capturedAt),
    refundKeys: payment.refunds.map((refund) => refund.key),
  };
}
