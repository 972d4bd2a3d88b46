import { systemClock } from '@souk/kernel';
import type { Environment } from '@souk/platform/config';
import { openDatabase } from '@souk/platform/data';
import { createLogger } from '@souk/platform/telemetry';
import { sandboxConfig } from './config.ts';
import { createSandboxProvider } from './provider/provider.ts';
import { serveSandbox } from './server/server.ts';
import { httpWebhookSender } from './webhooks/sender.ts';

/** Runs the payment provider as a process of its own. @returns the port that it listens on and how to stop it. */
export async function runSandbox(environment: Environment) {
  const config = sandboxConfig(environment);
  const log = createLogger({ level: 'info' });
  const db = await openDatabase({ name: 'sandbox', uri: config.databaseUri, log });
  const provider = createSandboxProvider({
    db,
    log,
    machineClock: systemClock,
    sendWebhook: httpWebhookSender(config.webhookUrl),
    webhookSecret: config.webhookSecret,
    publicUrl: config.publicUrl,
    webhookTiming: { promptMs: config.webhookDelayMs, lateMs: config.webhookLateMs },
    retryMs: config.webhookRetryMs,
  });
  await provider.start();
  const server = await serveSandbox({ api: provider.api, apiKey: config.apiKey, port: config.port, log });
  log.info({ port: server.port }, 'sandbox provider listens');
  return {
    port: server.port,
    stop: async () => {
      await server.stop();
      await provider.stop();
      await db.close();
    },
  };
}
