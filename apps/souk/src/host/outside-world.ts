import type { Clock } from '@souk/kernel';
import { createIdempotencyStore, type Database } from '@souk/platform/data';
import type { HttpModule } from '@souk/platform/http';
import type { Logger } from '@souk/platform/telemetry';
import {
  createBusinessClock,
  createSandboxHttpClient,
  createSandboxPaymentProvider,
  createSandboxProvider,
  createSandboxRates,
  sandboxModule,
  type WebhookSender,
} from '@souk/sandbox';
import type { SoukConfig } from '../config.ts';
import { keptSecret } from './secrets.ts';

/**
 * Everything that Souk meets outside itself, as the sandbox plays it: the payment provider (inside this process, or at
 * `SOUK_SANDBOX_URL`), carriers' rates, business time, and the controls over them.
 */
export async function createOutsideWorld(options: {
  readonly config: SoukConfig;
  readonly db: Database;
  readonly machineClock: Clock;
  readonly log: Logger;
  /** Where this process listens; null when it does not, and then no webhook is sent. */
  readonly ownUrl: string | null;
}) {
  const { config, db, machineClock, log, ownUrl } = options;
  const webhookSecret = config.SOUK_WEBHOOK_SECRET ?? keptSecret(config.SOUK_DATA, 'webhook-secret');
  let receiveWebhook: WebhookSender = () => Promise.reject(new Error('nobody takes webhooks yet'));
  const businessClock = createBusinessClock(db);
  const rates = createSandboxRates({ db, currency: config.SOUK_CURRENCY });
  await Promise.all([businessClock.start(), rates.start()]);
  const inside =
    config.SOUK_SANDBOX_URL === undefined
      ? createSandboxProvider({
          db,
          machineClock,
          log: log.child({ part: 'sandbox' }),
          sendWebhook: (delivery) => receiveWebhook(delivery),
          webhookSecret,
          publicUrl: ownUrl ?? 'http://localhost',
        })
      : null;
  const api =
    inside?.api ??
    createSandboxHttpClient({
      baseUrl: config.SOUK_SANDBOX_URL ?? '',
      apiKey: config.SOUK_SANDBOX_API_KEY ?? '',
    });
  const http: HttpModule = sandboxModule({
    api,
    rates,
    businessClock,
    clock: businessClock.clock,
    currency: config.SOUK_CURRENCY,
    idempotency: createIdempotencyStore(db),
  });
  return {
    clock: businessClock.clock,
    rates,
    http,
    paymentProvider: createSandboxPaymentProvider({ api, webhookSecret, machineClock }),
    /** Who takes the webhooks of the provider inside this process; one outside posts them to the API. */
    deliverWebhooksTo: (receiver: WebhookSender) => {
      receiveWebhook = receiver;
    },
    /** Sends the webhooks that were still to be sent when the process last ended. */
    start: async () => inside?.start(),
    /** Waits until everything is told; whether there was anything. */
    idle: async () => (await inside?.idle()) ?? false,
    stop: async () => inside?.stop(),
  };
}
