import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../apps/souk/src/config.ts';
import { compose } from '../../../apps/souk/src/host/compose.ts';
import { startEmbeddedDatabase } from '../../../apps/souk/src/host/databases.ts';
import { createGateway } from '../../../apps/souk/src/host/gateway.ts';
import { listen } from '../../../apps/souk/src/host/listen.ts';
import type { Database } from '../../../packages/platform/src/data/index.ts';
import type { HttpModule } from '../../../packages/platform/src/http/index.ts';
import { createLogger, createMetrics } from '../../../packages/platform/src/telemetry/index.ts';
import { bearer, createHttp, type Headers, type Http } from '../../harness/http.ts';
import { fingerprintOf, type Fingerprint } from './fingerprint.ts';
import { watchWrites } from './watch-writes.ts';

export const WEBHOOK_SECRET = 'the webhook secret of the contract tests';
const OPERATOR_TOKEN = 'op_the-operator-of-the-contract-tests';
const root = join(import.meta.dirname, '..', '..', '..');

/** The whole of Souk in this process as `souk start` composes it, with its databases in the test's hand. */
export type World = {
  readonly url: string;
  readonly http: Http;
  readonly modules: readonly HttpModule[];
  readonly databases: readonly Database[];
  /** Keys and books of this Souk. */
  readonly dataDir: string;
  /** Headers of the operator, who is an administrator. */
  readonly operator: Headers;
  /** Resolves when nothing goes on any more: every event and every webhook has been dealt with. */
  idle(): Promise<void>;
  /** Hashes what is stored at this moment. */
  fingerprint(): Promise<Fingerprint>;
  /** How many writes the services have sent to their databases so far. */
  writes(): number;
  stop(): Promise<void>;
};

const environment = {
  PORT: '0',
  SOUK_BCRYPT_COST: '10',
  SOUK_RATE_LIMIT: '0',
  SOUK_RATE_LIMIT_CREDENTIALS: '0',
  SOUK_LOG_LEVEL: 'silent',
  SOUK_WEBHOOK_SECRET: WEBHOOK_SECRET,
};

export async function startWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'souk-contract-'));
  const config = readConfig({ ...environment, ...env, SOUK_DATA: dataDir }, root);
  const log = createLogger({ level: config.SOUK_LOG_LEVEL });
  const server = await startEmbeddedDatabase(dataDir, log, { monitorCommands: true });
  const opened = await server.openAll();
  const databases = Object.values(opened);
  const listener = await listen(config);
  const metrics = createMetrics();
  const parts = await compose({
    config,
    databases: { ...server, openAll: () => Promise.resolve(opened) },
    log,
    ownUrl: listener.url,
    metrics,
  });
  const app = createGateway({
    config,
    modules: parts.modules,
    identity: parts.identityPort,
    operatorToken: OPERATOR_TOKEN,
    log,
    metrics,
    ready: parts.ready,
  });
  await parts.start();
  listener.serve(app);
  const http = createHttp(listener.url, 16);
  return {
    url: listener.url,
    http,
    modules: parts.modules,
    databases,
    dataDir,
    operator: bearer(OPERATOR_TOKEN),
    idle: parts.idle,
    fingerprint: () => fingerprintOf(databases),
    writes: watchWrites(databases),
    stop: async () => {
      http.close();
      await listener.stop();
      await parts.stop();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
