import type { SoukConfig } from '../config.ts';
import { readAddress } from '../host/address-file.ts';
import { remoteClient, type ApiClient } from './api-client.ts';

/**
 * Lets `work` use Souk's API: that of the Souk that runs on this data directory, else of one that is started for the
 * purpose without listening and stopped afterwards.
 */
export async function withApi<T>(config: SoukConfig, work: (api: ApiClient) => Promise<T>): Promise<T> {
  const running = readAddress(config.SOUK_DATA);
  if (running !== null) {
    const api = remoteClient(running.url, running.operatorToken);
    try {
      return await work(api);
    } finally {
      api.close();
    }
  }
  const { startSouk } = await import('../host/start-souk.ts');
  const souk = await startSouk(config, { listen: false });
  try {
    return await work(souk.operatorClient());
  } finally {
    await souk.stop();
  }
}
