import { join } from 'node:path';
import { createSandboxHttpClient, type SandboxApi } from '../../../packages/sandbox/src/index.ts';
import { startChild, type Child } from './child.ts';
import { steadyPort } from './free-port.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const API_KEY = 'the key of the chaos runs';
const WEBHOOK_SECRET = 'the secret of the chaos runs';

/** The payment provider as processes of its own: it, and the database with its books. */
export type ProviderProcess = {
  /** What Souk needs to know of it. */
  readonly soukEnv: Readonly<Record<string, string>>;
  /** How another process reaches it. */
  readonly access: { readonly baseUrl: string; readonly apiKey: string };
  /** The provider as buyers, banks and card schemes meet it. */
  readonly api: SandboxApi;
  /** Kills it by SIGKILL and starts it anew. Its database goes on. */
  readonly crash: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startProvider(dataDir: string, soukPort: number): Promise<ProviderProcess> {
  const database = await startChild(
    join(root, 'packages', 'pocketmongo', 'bin', 'pocketmongo.js'),
    ['--data', join(dataDir, 'provider-database'), '--port', '0'],
    {},
  );
  const port = await steadyPort();
  const start = (): Promise<Child> =>
    startChild(join(root, 'packages', 'sandbox', 'bin', 'souk-sandbox.js'), [], {
      SANDBOX_DATABASE_URI: database.firstLine,
      SANDBOX_PORT: String(port),
      SANDBOX_API_KEY: API_KEY,
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${soukPort}/api/v1/webhooks/sandbox`,
      SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      SANDBOX_WEBHOOK_LATE_MS: '700',
      SANDBOX_WEBHOOK_RETRY_MS: '100',
    });
  let running = await start();
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    soukEnv: {
      SOUK_SANDBOX_URL: baseUrl,
      SOUK_SANDBOX_API_KEY: API_KEY,
      SOUK_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    access: { baseUrl, apiKey: API_KEY },
    api: createSandboxHttpClient({ baseUrl, apiKey: API_KEY }),
    crash: async () => {
      await running.end('SIGKILL');
      running = await start();
    },
    stop: async () => {
      await running.end('SIGTERM');
      await database.end('SIGTERM');
    },
  };
}
