import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSoukProcess, temporaryData, type SoukProcess } from '../harness/souk-process.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
const DEFAULT_URL = 'http://localhost:3000';

/** The shell lines under a heading of the README. */
function shellUnder(heading: string): string {
  const [, section = ''] = readme.split(`## ${heading}\n`);
  const script = /```sh\n([\s\S]*?)```/.exec(section)?.[1];
  if (script === undefined) throw new Error(`the README has no shell lines under "${heading}"`);
  return script;
}

describe('the first purchase of the README', () => {
  const data = temporaryData('readme');
  let souk: SoukProcess;
  beforeAll(async () => {
    souk = await startSoukProcess({ dataDir: data.dataDir, demo: true });
  });
  afterAll(async () => {
    await souk.stop();
    data.remove();
  });

  it('is shorter than ten lines', () => {
    expect(shellUnder('A first purchase').trim().split('\n').length).toBeLessThan(10);
  });

  it('works by copy and paste', async () => {
    const script = shellUnder('A first purchase');
    expect(script).toContain(DEFAULT_URL);
    const { stdout, stderr } = await promisify(execFile)('sh', [
      '-c',
      script.replaceAll(DEFAULT_URL, souk.url),
    ]);
    expect(stderr).toBe('');
    const order: unknown = JSON.parse(stdout.slice(stdout.lastIndexOf('{"id":"ord_')));
    expect(order).toMatchObject({
      status: 'paid',
      email: 'ana@example.com',
      consignments: [{ lines: [{ quantity: 2 }] }],
    });
  });
});
