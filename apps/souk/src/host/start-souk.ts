import { createServer, type Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { newId, systemClock } from '@souk/kernel';
import { createLogger, createMetrics } from '@souk/platform/telemetry';
import { inProcessClient, type ApiClient } from '../cli/api-client.ts';
import { CommandError } from '../cli/command-error.ts';
import type { SoukConfig } from '../config.ts';
import { removeAddress, writeAddress } from './address-file.ts';
import { startEmbeddedDatabase } from './databases.ts';
import { DATABASE_NAMES } from './database-names.ts';

/** A running Souk in this process. */
export type Souk = {
  /** Where it listens; empty when it does not. */
  readonly url: string;
  /** Whether the catalogue has never held a product. */
  isEmpty(): Promise<boolean>;
  /** The API with the operator's rights, over streams inside this process. */
  operatorClient(): ApiClient;
  /** Resolves when all events appended so far have been dealt with. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts all services in this process: database, services, event log, jobs, HTTP.
 * @throws CommandError when the port or the data directory is in use.
 */
export async function startSouk(config: SoukConfig, options: { listen?: boolean } = {}): Promise<Souk> {
  const log = createLogger({ level: config.SOUK_LOG_LEVEL });
  // The worker opens the store while this thread imports the services.
  const opening = startEmbeddedDatabase(config.SOUK_DATA, DATABASE_NAMES, log);
  const composing = import('./compose.ts');
  const databases = await opening;
  const { compose } = await composing;
  const operatorToken = `op_${randomBytes(32).toString('base64url')}`;
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 66_000 });
  let url = '';
  const parts = await compose({
    config,
    databases,
    log,
    metrics: createMetrics({ process: true }),
    machineClock: systemClock,
    ids: newId,
    operatorToken,
    ownUrl: () => url,
  });
  server.on('request', parts.app);
  if (options.listen !== false) {
    url = await listen(server, config);
    writeAddress(config.SOUK_DATA, { pid: process.pid, url, operatorToken });
  }
  await parts.run();
  const clients: ApiClient[] = [];
  return {
    url,
    isEmpty: parts.isEmpty,
    idle: parts.idle,
    operatorClient: () => {
      const client = inProcessClient(parts.app, operatorToken);
      clients.push(client);
      return client;
    },
    stop: async () => {
      if (url !== '') removeAddress(config.SOUK_DATA);
      await close(server);
      for (const client of clients) client.close();
      await parts.stop();
      await databases.stop();
    },
  };
}

function listen(server: Server, config: SoukConfig): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new CommandError(
          `Port ${config.PORT} is in use. Stop what listens there, or choose another port: PORT=3001 npm start`,
        ),
      );
    });
    server.listen(config.PORT, config.SOUK_HOST, () => {
      const { port } = server.address() as AddressInfo;
      const host =
        config.SOUK_HOST === '0.0.0.0' || config.SOUK_HOST === '::' ? 'localhost' : config.SOUK_HOST;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    });
  });
}

/** Lets requests in hand end; idle keep-alive connections are closed. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // A request that hangs must not hold up the end for ever.
    setTimeout(() => server.closeAllConnections(), 10_000).unref();
  });
}
