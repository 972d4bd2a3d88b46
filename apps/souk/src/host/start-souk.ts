import { createLogger, createMetrics } from '@souk/platform/telemetry';
import { randomBytes } from 'node:crypto';
import { inProcessClient, type ApiClient } from '../cli/api-client.ts';
import type { SoukConfig } from '../config.ts';
import { removeAddress, writeAddress } from './address-file.ts';
import { startEmbeddedDatabase } from './databases.ts';
import { listen } from './listen.ts';

/**
 * Starts all services in this process. With `listen: false` it opens no port: for commands that need the API for a moment.
 * @throws CommandError when the port or the data directory is in use.
 */
export async function startSouk(config: SoukConfig, options: { readonly listen?: boolean } = {}) {
  const log = createLogger({ level: config.SOUK_LOG_LEVEL });
  // The worker opens the store while this thread still imports the services.
  const opening = startEmbeddedDatabase(config.SOUK_DATA, log);
  const importing = Promise.all([import('./compose.ts'), import('./gateway.ts')]);
  const databases = await opening;
  const listener = options.listen === false ? null : await listen(config);
  const [{ compose }, { createGateway }] = await importing;
  const parts = await compose({ config, databases, log, ownUrl: listener?.url ?? null });
  const operatorToken = `op_${randomBytes(32).toString('base64url')}`;
  const app = createGateway({
    config,
    modules: parts.modules,
    identity: parts.identityPort,
    operatorToken,
    log,
    metrics: createMetrics({ process: true }),
    ready: parts.ready,
  });
  await parts.start();
  listener?.serve(app);
  if (listener !== null)
    writeAddress(config.SOUK_DATA, { pid: process.pid, url: listener.url, operatorToken });
  const clients: ApiClient[] = [];
  return {
    /** Where it listens; empty when it does not. */
    url: listener?.url ?? '',
    modules: parts.modules,
    /** The API with the operator's rights, over streams inside this process. */
    operatorClient: (): ApiClient => {
      const client = inProcessClient(app, operatorToken);
      clients.push(client);
      return client;
    },
    /** Resolves when every event told so far has been dealt with. */
    idle: parts.idle,
    stop: async (): Promise<void> => {
      removeAddress(config.SOUK_DATA);
      await listener?.stop();
      for (const client of clients) client.close();
      await parts.stop();
      await databases.stop();
    },
  };
}

export type Souk = Awaited<ReturnType<typeof startSouk>>;
