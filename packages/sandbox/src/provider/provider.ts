import { newId, type Clock } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import type { Logger } from '@souk/platform/telemetry';
import type { OutcomeRule, SandboxApi } from '../client/api.ts';
import { openBooks } from '../data/books.ts';
import { readSetting, writeSetting } from '../data/settings.ts';
import { createDispatcher } from '../webhooks/dispatcher.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import { createCallFaults } from './call-faults.ts';
import { DEFAULT_FEES, type FeeTable } from './payment.ts';
import type { WebhookTiming } from './notices.ts';
import { operationsOf } from './operations.ts';

export type SandboxProviderOptions = {
  /** The provider's own database. */
  readonly db: Database;
  /** Drives webhooks and their signatures; the books are kept in the business time that each command names. */
  readonly machineClock: Clock;
  readonly log: Logger;
  /** Where webhooks go; null: nowhere. */
  readonly sendWebhook: WebhookSender | null;
  readonly webhookSecret: string;
  /** Where a buyer reaches the challenge page. */
  readonly publicUrl: string;
  readonly fees?: FeeTable;
  readonly webhookTiming?: WebhookTiming;
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
};

export type SandboxProvider = {
  readonly api: SandboxApi;
  start(): Promise<void>;
  /** Resolves when every webhook has been taken; whether there was any. */
  idle(): Promise<boolean>;
  stop(): Promise<void>;
};

/** Makes the payment provider of the sandbox: durable books of its own, asynchronous webhooks, faults on request. */
export function createSandboxProvider(options: SandboxProviderOptions): SandboxProvider {
  const { db, machineClock, log } = options;
  const books = openBooks(db);
  const dispatcher = createDispatcher({
    books,
    send: options.sendWebhook ?? (() => Promise.resolve()),
    secret: options.webhookSecret,
    machineClock,
    log,
    retryMs: options.retryMs ?? 500,
    maxRetryMs: options.maxRetryMs ?? 60_000,
  });
  let rules: readonly OutcomeRule[] = [];
  const api = operationsOf({
    books,
    machineClock,
    newId: () => newId('event'),
    faults: createCallFaults(),
    fees: options.fees ?? DEFAULT_FEES,
    timing: options.webhookTiming ?? { promptMs: 30, lateMs: 3_000 },
    publicUrl: options.publicUrl,
    schedule: dispatcher.schedule,
    outcomes: {
      get: () => rules,
      set: async (next) => {
        rules = next;
        await writeSetting(db, 'outcomes', next);
      },
    },
  });
  return {
    api,
    start: async () => {
      await books.ensureIndexes();
      rules = (await readSetting(db, 'outcomes')) ?? [];
      dispatcher.schedule(await books.pendingWebhooks());
    },
    idle: dispatcher.idle,
    stop: dispatcher.stop,
  };
}
