import { createLogger, createMetrics } from '@souk/platform/telemetry';
import { randomBytes } from 'node:crypto';
import { inProcessClient, type ApiClient } from '../cli/api-client.ts';
import { CommandError } from '../cli/command-error.ts';
import type { SoukConfig } from '../config.ts';
import { removeAddress, writeAddress } from './address-file.ts';
import { startEmbeddedDatabase } from './databases.ts';
import { listen, type Listener } from './listen.ts';

/**
 * Starts all services in this process. With `listen: false` it opens no port: for commands that need the API for a moment.
 * @throws CommandError when the port or the data directory is in use; nothing is left running then.
 */
export async function startSouk(config: SoukConfig, options: { readonly listen?: boolean } = {}) {
  const log = createLogger({ level: config.SOUK_LOG_LEVEL });
  // The worker opens the store while this thread still imports the services.
  const opening = startEmbeddedDatabase(config.SOUK_DATA, log).catch(explainLock);
  const importing = Promise.all([import('./compose.ts'), import('./gateway.ts')]);
  const databases = await opening;
  let listener: Listener | null = null;
  try {
    listener = options.listen === false ? null : await listen(config);
    const ownUrl = listener?.url ?? null;
    const [{ compose }, { createGateway }] = await importing;
    const metrics = createMetrics({ process: true });
    const parts = await compose({ config, databases, log, ownUrl, metrics });
    const operatorToken = `op_${randomBytes(32).toString('base64url')}`;
    const { modules, identityPort: identity, ready } = parts;
    const app = createGateway({ config, modules, identity, operatorToken, log, metrics, ready });
    await parts.start();
    listener?.serve(app);
    if (ownUrl !== null) writeAddress(config.SOUK_DATA, { pid: process.pid, url: ownUrl, operatorToken });
    const listening = listener;
    const clients: ApiClient[] = [];
    return {
      /** Where it listens; empty when it does not. */
      url: ownUrl ?? '',
      modules,
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
        await listening?.stop();
        for (const client of clients) client.close();
        await parts.stop();
        await databases.stop();
      },
    };
  } catch (error) {
    await listener?.stop();
    await databases.stop();
    throw error;
  }
}

export type Souk = Awaited<ReturnType<typeof startSouk>>;

function explainLock(error: unknown): never {
  const locked = Error.isError(error) && 'code' in error && error.code === 'ELOCKED';
  if (!locked) throw error;
  throw new CommandError(
    `${error.message}. Another Souk, or one of its commands, is at work there: wait for it, stop it, or set SOUK_DATA to another directory.`,
  );
}
