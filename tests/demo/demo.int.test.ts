import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHttp, type Http } from '../harness/http.ts';
import { startSoukProcess, temporaryData, type SoukProcess } from '../harness/souk-process.ts';

const data = temporaryData('demo');
const demoFile = join(data.dataDir, 'demo.json');
let souk: SoukProcess;
let http: Http;
const start = async (): Promise<void> => {
  souk = await startSoukProcess({ dataDir: data.dataDir, demo: true });
  http = createHttp(souk.url);
};
const stop = async (): Promise<void> => {
  http.close();
  await souk.stop();
};
beforeAll(start);
afterAll(async () => {
  await stop();
  data.remove();
});

type LogIn = { role: string; email: string; password: string };
type Demo = { state: string; logIns: LogIn[] };
const demo = () => JSON.parse(readFileSync(demoFile, 'utf8')) as Demo;

/** Ids of everything that a list holds. */
async function all(path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const { body } = await http.send('GET', `${path}?limit=100${next === '' ? '' : `&next=${next}`}`);
    const page = body as { data: { id: string }[]; next: string | null };
    ids.push(...page.data.map((each) => each.id));
    next = page.next === null ? null : encodeURIComponent(page.next);
  }
  return ids;
}

describe('a first start', () => {
  it('makes some three hundred products of a dozen sellers', async () => {
    const products = await all('/api/v1/products');
    expect(products.length).toBeGreaterThan(250);
    expect(new Set(products).size).toBe(products.length);
    expect(demo().logIns.filter(({ role }) => role === 'seller')).toHaveLength(12);
  });

  it('prints the log-ins, keeps them to the owner of the data, and they work', async () => {
    const { state, logIns } = demo();
    expect(state).toBe('done');
    expect(statSync(demoFile).mode & 0o777).toBe(0o600);
    for (const { email, password } of logIns) {
      expect(souk.output()).toContain(email);
      expect(souk.output()).toContain(password);
    }
    const oneOfEach = [...new Map(logIns.map((logIn) => [logIn.role, logIn])).values()];
    expect(oneOfEach.map(({ role }) => role).toSorted()).toEqual(['admin', 'carrier', 'customer', 'seller']);
    for (const { email, password } of oneOfEach) {
      const answer = await http.send('POST', '/api/v1/sessions', { email, password });
      expect(answer.status).toBe(201);
    }
  });

  it('that was interrupted is done again without doubling anything, with the same password', async () => {
    const before = { products: await all('/api/v1/products'), logIns: demo().logIns };
    await stop();
    writeFileSync(demoFile, JSON.stringify({ state: 'begun', logIns: before.logIns }));
    await start();
    expect(demo()).toEqual({ state: 'done', logIns: before.logIns });
    expect(await all('/api/v1/products')).toEqual(before.products);
  });
});
