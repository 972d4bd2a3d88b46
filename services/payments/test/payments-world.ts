import {
  createSandboxPaymentProvider,
  createSandboxProvider,
  type SandboxProvider,
  type WebhookSender,
  type WebhookTiming,
} from '@souk/sandbox';
import { manualClock, money, newId, systemClock, type ManualClock } from '@souk/kernel';
import type { EventData, EventEnvelope, EventType } from '@souk/contracts';
import { auditTrail, type Database } from '@souk/platform/data';
import { createOutbox } from '@souk/platform/events';
import { noFaults, type Faults } from '@souk/platform/resilience';
import { startTestDatabase, testContext, testLogger } from '@souk/platform/testing';
import { paymentsConfig } from '../src/config.ts';
import { openStore } from '../src/data/store.ts';
import type { PaymentProvider, PaymentsContext, PaymentsDeps } from '../src/deps.ts';
import type { PaymentOrder } from '../src/domain/payment.ts';
import { createPayments, type Payments } from '../src/payments.ts';

/** The service on a real database, with the sandbox as its provider, whose webhooks go straight to the service. */
export type PaymentsWorld = {
  readonly db: Database;
  readonly service: Payments;
  readonly deps: PaymentsContext;
  readonly sandbox: SandboxProvider;
  readonly provider: PaymentProvider;
  readonly clock: ManualClock;
  /** Where the sandbox’s webhooks go: to the service (the default), nowhere, or to the test. */
  setWebhooks(to: boolean | WebhookSender): void;
  /** The service anew on the same database: with faults, or another provider. */
  again(overrides: Partial<PaymentsDeps>): { service: Payments; deps: PaymentsContext };
  /** Waits until the provider’s webhooks have been taken. */
  settled(): Promise<void>;
  /** The events told of an order, in order. */
  told(orderId: string): Promise<EventEnvelope[]>;
  stop(): Promise<void>;
};

export const webhookSecret = 'whsec_for_tests_only';

export async function startPaymentsWorld(
  timing: WebhookTiming = { promptMs: 1, lateMs: 40 },
): Promise<PaymentsWorld> {
  const database = await startTestDatabase('payments');
  const { db } = database;
  const clock = manualClock(new Date('2018-01-01T12:00:00Z'));
  let webhooks: boolean | WebhookSender = true;
  const sandbox = createSandboxProvider({
    db: await database.another('sandbox'),
    machineClock: systemClock,
    log: testLogger(),
    webhookSecret,
    publicUrl: 'http://souk.test',
    webhookTiming: timing,
    retryMs: 5,
    sendWebhook: async (delivery) => {
      if (webhooks === true) await service.receiveWebhook(delivery);
      else if (webhooks !== false) await webhooks(delivery);
    },
  });
  const provider: PaymentProvider = createSandboxPaymentProvider({
    api: sandbox.api,
    webhookSecret,
    machineClock: systemClock,
  });
  const build = (overrides: Partial<PaymentsDeps>) => {
    const outside: PaymentsDeps = {
      db,
      clock,
      machineClock: systemClock,
      ids: newId,
      log: testLogger(),
      config: { ...paymentsConfig({}), providerTimeoutMs: 600, doubtAfterMs: 10 },
      faults: noFaults,
      provider,
      ...overrides,
    };
    const deps = { ...outside, store: openStore(db), outbox: createOutbox(db, newId), audit: auditTrail(db) };
    return { service: createPayments(outside), deps };
  };
  const { service, deps } = build({});
  await service.start();
  await sandbox.start();
  return {
    db,
    service,
    deps,
    sandbox,
    provider,
    clock,
    setWebhooks: (to) => {
      webhooks = to;
    },
    again: build,
    settled: async () => {
      await sandbox.idle();
    },
    told: async (orderId) => {
      const events = await deps.outbox.unpublished(10_000);
      return events.filter((event) => event.subject === orderId);
    },
    stop: async () => {
      await sandbox.stop();
      await database.stop();
    },
  };
}

/** A card payment of 100.00 that behaves well, but for what is overridden. */
export function someOrder(overrides: Partial<PaymentOrder> = {}): PaymentOrder {
  return {
    paymentId: newId('payment'),
    orderId: newId('order'),
    method: 'card',
    amount: money(10_000n, 'BRL'),
    instalments: 1,
    token: 'tok_ok',
    expiresAt: new Date('2018-01-08T12:00:00Z'),
    ...overrides,
  };
}

/** An event as another service would tell it. */
export function someEvent<T extends EventType>(
  type: T,
  subject: string,
  data: EventData<T>,
): EventEnvelope<T> {
  const envelope = {
    id: newId('event'),
    type,
    version: 1,
    occurredAt: '2018-01-02T00:00:00.000Z',
    subject,
    requestId: newId('request'),
    causedBy: 'orders',
    data,
  };
  // The pair of type and data is the caller's; TypeScript can't carry it through an object literal.
  return envelope as EventEnvelope as EventEnvelope<T>;
}

/** Hands an event to the service's consumers, as the log would. */
export async function hear(service: Payments, event: EventEnvelope): Promise<void> {
  for (const consumer of service.consumers.filter((each) => each.types.includes(event.type))) {
    await consumer.handle(testContext({ identity: { kind: 'system', name: consumer.name } }), event);
  }
}

/** A fault that stops the work at a point, as a crash there would: nothing after it happens. */
export function crashAt(point: string): Faults {
  return {
    reach: (at) => (at === point ? Promise.reject(new Error(`crashed at ${point}`)) : Promise.resolve()),
  };
}
