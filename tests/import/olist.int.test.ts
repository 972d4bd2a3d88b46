import { afterAll, expect, it } from '@jest/globals';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { olistFolder, withOlist } from '../harness/olist.ts';
import { runSouk, type CommandResult } from '../harness/souk-command.ts';
import { startSoukProcess, temporaryData } from '../harness/souk-process.ts';

const root = join(import.meta.dirname, '..', '..');
const maps = join(root, 'docs', 'import');
const PRODUCTS = 3_000;

/** The first lines of a file; the long form of this test is `souk import` of the whole. */
async function firstLines(file: string, count: number): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    lines.push(line);
    if (lines.length > count) break;
  }
  return lines.join('\n');
}

withOlist('the sellers and products of a real marketplace', () => {
  const data = temporaryData('import-olist');
  afterAll(() => data.remove());
  const run = (kind: string, source: string, input?: string): Promise<CommandResult> =>
    runSouk(['import', kind, source, '--map', join(maps, `olist-${kind}.json`)], {
      dataDir: data.dataDir,
      ...(input === undefined ? {} : { input }),
    });

  it('come in with the maps of the documentation', async () => {
    const souk = await startSoukProcess({ dataDir: data.dataDir });
    const sellers = await run('sellers', join(olistFolder, 'sellers.csv'));
    expect(sellers).toMatchObject({ code: 0 });
    expect(sellers.stdout).toMatch(/^3157 rows: 3095 created/);
    const products = await firstLines(join(olistFolder, 'products.csv'), PRODUCTS);
    const made = `${PRODUCTS} rows: ${PRODUCTS} created; 0 bad\n`;
    expect(await run('products', '-', products)).toMatchObject({ code: 0, stdout: made });
    const again = await run('products', '-', products);
    expect(again.stdout).toBe(made.replace('created', 'unchanged'));
    await souk.stop();
  });
});
