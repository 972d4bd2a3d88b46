import type { Clock, Id, IdSource, Money } from '@souk/kernel';
import type { AuditTrail, Database } from '@souk/platform/data';
import type { Outbox } from '@souk/platform/events';
import type { Faults } from '@souk/platform/resilience';
import type { Logger, Metrics } from '@souk/platform/telemetry';
import type { PaymentsConfig } from './config.ts';
import type { Store } from './data/store.ts';
import type { PaymentMethod } from './domain/payment.ts';
import type { ProviderReport } from './domain/provider-report.ts';

/** Who waits for the provider's answer, and when it is in business time. */
export type ProviderCall = { readonly signal: AbortSignal; readonly at: Date };

/**
 * The edge "payments": in the sandbox a provider in a box, in production a real one. Payments go under Souk's own ids and
 * refunds under keys, so that every call can be repeated without doubling its effect. A `ProviderRefusal` (by its name) is
 * an answer: what was asked has not happened, and with `final: false` the same may be asked again later, else it is
 * refused for good. After any other error the outcome is unknown, and the provider is asked.
 */
export type PaymentProvider = {
  /** As in `/webhooks/{provider}`. */
  readonly name: string;
  readonly authorise: (
    call: ProviderCall,
    order: {
      readonly paymentId: Id;
      readonly orderId: Id;
      readonly method: PaymentMethod;
      readonly amount: Money;
      readonly instalments: number;
      readonly token: string;
    },
  ) => Promise<ProviderReport>;
  /** Takes the money when the payment is authorised; else tells how it stands. */
  readonly capture: (call: ProviderCall, paymentId: Id) => Promise<ProviderReport>;
  /** Lets go what was not captured; a payment that never arrived is refused should it still come. */
  readonly void: (call: ProviderCall, paymentId: Id, currency: string) => Promise<ProviderReport>;
  readonly refund: (
    call: ProviderCall,
    refund: { readonly reference: Id; readonly key: string; readonly amount: Money },
  ) => Promise<ProviderReport>;
  readonly find: (call: ProviderCall, paymentId: Id) => Promise<ProviderReport | null>;
  /** The provider's books in the order of the payments' ids. */
  readonly list: (call: ProviderCall, after: Id | null, limit: number) => Promise<readonly ProviderReport[]>;
  /** Verifies the signature over the raw bytes. @throws DomainError `webhook-signature`, `webhook-body`. */
  readonly readWebhook: (delivery: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly rawBody: Uint8Array;
  }) => { readonly id: string; readonly report: ProviderReport };
};

/** Every outside thing that the service needs. */
export type PaymentsDeps = {
  readonly db: Database;
  /** Business time: payments and the ledger. */
  readonly clock: Clock;
  /** Machine time: when to ask the provider again. */
  readonly machineClock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly config: PaymentsConfig;
  readonly faults: Faults;
  readonly provider: PaymentProvider;
  /** Where refunds are counted; nowhere without it. */
  readonly metrics?: Pick<Metrics, 'count'>;
};

/** What the use cases work with: the outside things, and the service's own collections and outbox. */
export type PaymentsContext = PaymentsDeps & {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly audit: AuditTrail;
};
