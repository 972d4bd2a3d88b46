import { createHttp, type Http } from '../../harness/http.ts';
import { startSoukProcess, temporaryData, type SoukProcess } from '../../harness/souk-process.ts';
import { apiOf, type Api } from './api.ts';
import { steadyPort } from './free-port.ts';
import { startProvider, type ProviderProcess } from './provider-process.ts';

/** Leases and intervals of a production-like Souk, shortened so that a crash is got over in seconds. */
const IMPATIENT = {
  SOUK_ORDERS_LEASE_MS: '800',
  SOUK_ORDERS_SWEEP_MS: '200',
  SOUK_INVENTORY_LEASE_MS: '500',
  SOUK_INVENTORY_SWEEP_MS: '200',
  SOUK_INVENTORY_RECHECK_MS: '1500',
  SOUK_PROVIDER_TIMEOUT_MS: '1000',
  SOUK_DOUBT_AFTER_MS: '700',
  SOUK_PAYMENT_JOBS_MS: '300',
  SOUK_LOG_LEVEL: 'error',
};

/** A Souk with the payment provider outside: each in a process of its own, which can be killed and started again. */
export type World = {
  readonly dataDir: string;
  readonly url: string;
  readonly provider: ProviderProcess;
  /** Whether Souk runs at the moment. */
  readonly souk: () => SoukProcess | null;
  /** Starts Souk; `env` over the world's own. @throws when it ends before it is ready. */
  readonly start: (
    env?: Readonly<Record<string, string>>,
    onSpawn?: (pid: number) => void,
  ) => Promise<SoukProcess>;
  readonly kill: () => Promise<void>;
  readonly stopSouk: () => Promise<void>;
  readonly http: Http;
  readonly guest: Api;
  /** The API for the operator of the Souk that runs now. */
  readonly admin: () => Api;
  /** Ends everything and removes the data. */
  readonly end: () => Promise<void>;
};

/** Makes a world in which Souk is not started yet. */
export async function openWorld(label: string, env: Readonly<Record<string, string>> = {}): Promise<World> {
  const { dataDir, remove } = temporaryData(label);
  const port = await steadyPort();
  const provider = await startProvider(dataDir, port);
  const url = `http://127.0.0.1:${port}`;
  const http = createHttp(url, 256);
  let souk: SoukProcess | null = null;
  /** The process that is starting: whoever gives up waiting for it must not leave it behind. */
  let starting: number | null = null;
  const leave = async (how: 'kill' | 'stop'): Promise<void> => {
    await souk?.[how]();
    souk = null;
  };
  return {
    dataDir,
    url,
    provider,
    http,
    souk: () => souk,
    start: async (more = {}, onSpawn = () => undefined) => {
      const all = { ...IMPATIENT, ...provider.soukEnv, ...env, ...more, PORT: String(port) };
      const spawned = (pid: number): void => {
        starting = pid;
        onSpawn(pid);
      };
      try {
        souk = await startSoukProcess({ dataDir, env: all, onSpawn: spawned });
        return souk;
      } finally {
        starting = null;
      }
    },
    kill: () => leave('kill'),
    stopSouk: () => leave('stop'),
    guest: apiOf(http),
    admin: () => apiOf(http, souk?.operatorToken ?? ''),
    end: async () => {
      http.close();
      if (starting !== null) process.kill(starting, 'SIGKILL');
      await leave('kill');
      await provider.stop();
      remove();
    },
  };
}
