import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bearer, createHttp, type Http } from '../harness/http.ts';
import { runSouk, spawnSouk, type RunningCommand } from '../harness/souk-command.ts';
import { startSoukProcess, temporaryData, type SoukProcess } from '../harness/souk-process.ts';
import { sellersCsv, temporaryFiles } from './files.ts';

const ROWS = 4_000;
const files = temporaryFiles();
afterAll(() => files.remove());

/** Resolves when a batch has been acknowledged; the command must still be at work then. */
async function underWay(dataDir: string, { child }: RunningCommand): Promise<void> {
  const folder = join(dataDir, 'imports');
  while (!existsSync(folder) || !readdirSync(folder).some((name) => name.endsWith('.json'))) {
    if (child.exitCode !== null) throw new Error('the import ended before it could be interrupted');
    await delay(2);
  }
}

/** The names of the sellers that were made last. */
async function sellerNames(http: Http, token: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let next: string | null = ''; next !== null;) {
    const path = `/api/v1/sellers?limit=100${next === '' ? '' : `&next=${encodeURIComponent(next)}`}`;
    const { body } = await http.send('GET', path, undefined, bearer(token));
    const page = body as { data: { name: string }[]; next: string | null };
    for (const { name } of page.data) names.add(name);
    next = page.next;
  }
  return names;
}

const created = (stdout: string): number => Number(/(\d+) created/.exec(stdout)?.[1] ?? 0);

describe('an import from the side of a running Souk', () => {
  let souk: SoukProcess;
  const running = temporaryData('interrupted-running');
  beforeAll(async () => {
    souk = await startSoukProcess({ dataDir: running.dataDir });
  });
  afterAll(async () => {
    await souk.stop();
    running.remove();
  });

  it('stopped by Ctrl-C finishes what is in hand and goes on there the next time', async () => {
    const args = ['import', 'sellers', files.write('stopped.csv', sellersCsv('stopped', ROWS))];
    const first = spawnSouk(args, running);
    await underWay(running.dataDir, first);
    first.child.kill('SIGINT');
    const stopped = await first.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain('The same command goes on where this one stopped.');
    const second = await runSouk(args, running);
    expect(second.stderr).toMatch(/going on after line \d+, where the last run stopped/);
    expect(second.code).toBe(0);
    expect(created(stopped.stdout)).toBeGreaterThan(0);
    expect(created(stopped.stdout) + created(second.stdout)).toBe(ROWS);
    expect((await runSouk(args, running)).stdout).toBe(`${ROWS} rows: ${ROWS} unchanged; 0 bad\n`);
  });

  it('stopped by Ctrl-C while its input is silent ends', async () => {
    const input = sellersCsv('silent', 700);
    const waiting = spawnSouk(['import', 'sellers', '-'], { ...running, input, inputStaysOpen: true });
    const http = createHttp(souk.url);
    const first = sellersCsv('silent', 1).split('\n')[1]?.split(',')[1] ?? '';
    while (!(await sellerNames(http, souk.operatorToken)).has(first)) await delay(20);
    http.close();
    waiting.child.kill('SIGINT');
    expect((await waiting.ended).code).toBe(130);
  });
});

describe('an import with Souk inside', () => {
  const data = temporaryData('interrupted');
  afterAll(() => data.remove());

  it('goes on after kill -9 from what was acknowledged and doubles nothing', async () => {
    const args = ['import', 'sellers', files.write('killed.csv', sellersCsv('killed', ROWS))];
    const first = spawnSouk(args, data);
    await underWay(data.dataDir, first);
    first.child.kill('SIGKILL');
    expect((await first.ended).code).toBe('SIGKILL');
    const second = await runSouk(args, data);
    expect(second.stderr).toContain('going on after line');
    expect(second.code).toBe(0);
    expect(created(second.stdout)).toBeLessThan(ROWS);
    expect((await runSouk(args, data)).stdout).toBe(`${ROWS} rows: ${ROWS} unchanged; 0 bad\n`);
  });
});
