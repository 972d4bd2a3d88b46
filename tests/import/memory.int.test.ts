import { afterAll, describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import type { ApiClient } from '../../apps/souk/src/cli/api-client.ts';
import { readColumnMap } from '../../apps/souk/src/import/column-map.ts';
import { IMPORT_KINDS } from '../../apps/souk/src/import/kinds.ts';
import { runImport } from '../../apps/souk/src/import/run-import.ts';
import { temporaryData } from '../harness/souk-process.ts';
import { sellersCsv, temporaryFiles } from './files.ts';

const MEBIBYTE = 1024 * 1024;
const files = temporaryFiles();
const data = temporaryData('import-memory');
afterAll(() => {
  files.remove();
  data.remove();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Imports a file into a Souk that says yes to everything; gives the most memory that was in use between two batches. */
async function peakHeap(rows: number): Promise<{ readonly sent: number; readonly peak: number }> {
  const source = files.write(`sellers-${rows}.csv.gz`, gzipSync(sellersCsv(`memory-${rows}`, rows)));
  const kind = IMPORT_KINDS.find((each) => each.name === 'sellers');
  if (kind === undefined) throw new TypeError('sellers can be imported');
  let sent = 0;
  let peak = 0;
  const api: ApiClient = {
    call: async (_method, _path, body) => {
      const batch = (body as { rows: unknown[] }).rows;
      sent += batch.length;
      // Time for a reader without back-pressure to run ahead.
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      peak = Math.max(peak, heapUsed + external);
      return { data: batch.map(() => ({ outcome: 'created', errors: [] })) };
    },
    close: () => undefined,
  };
  await runImport(api, {
    kind,
    source,
    map: readColumnMap(undefined, kind),
    mapText: '',
    delimiter: ',',
    currency: 'BRL',
    dataDir: data.dataDir,
    stop: new AbortController().signal,
  });
  return { sent, peak };
}

describe('the memory of an import', () => {
  it('does not grow with the file', async () => {
    // The first one also loads what every import loads.
    await peakHeap(1_000);
    const small = await peakHeap(5_000);
    const large = await peakHeap(25_000);
    expect([small.sent, large.sent]).toEqual([5_000, 25_000]);
    expect(large.peak - small.peak).toBeLessThan(3 * MEBIBYTE);
  });
});
