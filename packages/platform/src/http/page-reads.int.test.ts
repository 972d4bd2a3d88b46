import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createPageCache } from '../cache/index.ts';
import { ok, type AnyRoute } from './index.ts';
import { createMetrics } from '../telemetry/index.ts';
import { edgeApp, moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, getThing, nameTaken } from './test/shop-routes.ts';

function shop(work?: (run: number) => Promise<unknown>) {
  let runs = 0;
  const pages = createPageCache({ maxEntries: 100, maxAgeMs: 60_000 });
  const get = getThing(async (id) => {
    runs += 1;
    await work?.(runs);
    return ok({ id, name: `run ${runs}` });
  });
  const cached: AnyRoute = {
    ...get,
    cache: { pages, tags: ({ params }) => [`thing:${params.thingId ?? ''}`] },
  };
  const metrics = createMetrics();
  const app = edgeApp([moduleOf([cached], { errors: SHOP_ERRORS })], { metrics });
  return {
    app,
    pages,
    metrics,
    runs: () => runs,
    get: (path = '/api/v1/things/t1') => request(app).get(path),
  };
}

describe('a cached read', () => {
  it('is made once and then answered with the same bytes and headers', async () => {
    const { get, runs } = shop();
    const first = await get();
    const again = await get();
    expect(runs()).toBe(1);
    expect(again.status).toBe(200);
    expect(again.text).toBe(first.text);
    const { 'x-request-id': firstId, date: _date, ...headers } = first.headers as Record<string, string>;
    const { 'x-request-id': againId, date: _again, ...sameHeaders } = again.headers as Record<string, string>;
    expect(sameHeaders).toEqual(headers);
    expect(againId).not.toBe(firstId);
  });

  it('answers 304, HEAD, accounts and other origins from the same page', async () => {
    const { app, get, runs } = shop();
    const { etag } = (await get()).headers as { etag: string };
    const fresh = await get().set('If-None-Match', etag);
    expect([fresh.status, fresh.text, fresh.headers.etag]).toEqual([304, '', etag]);
    expect((await request(app).head('/api/v1/things/t1')).headers.etag).toBe(etag);
    expect((await get().set('Authorization', 'Test customer')).headers.etag).toBe(etag);
    const foreign = await get().set('Origin', 'https://shop.example');
    expect(foreign.headers['access-control-allow-origin']).toBe('https://shop.example');
    expect(runs()).toBe(1);
  });

  it('still refuses bad tokens', async () => {
    const { get } = shop();
    await get();
    expect((await get().set('Authorization', 'Test bad')).status).toBe(401);
  });

  it.each([
    ['idempotency-key', 'with space'],
    ['if-match', 'unquoted'],
    ['request-timeout', 'soon'],
    ['cart-token', '{"$gt":""}'],
  ])('still refuses a wrong %s, as before it was stored', async (name, value) => {
    const { get } = shop();
    expect((await get().set(name, value)).status).toBe(422);
    await get();
    expect((await get().set(name, value)).status).toBe(422);
  });

  it('is made anew after a write', async () => {
    const { get, pages, runs } = shop();
    await get();
    pages.invalidate(['thing:t2']);
    await get();
    expect(runs()).toBe(1);
    pages.invalidate(['thing:t1']);
    expect((await get()).text).toContain('run 2');
  });

  it('is made once for all who miss it together', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { get, runs } = shop(() => gate.promise);
    const all = Promise.all(Array.from({ length: 5 }, () => get().then((answer) => answer.text)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    gate.resolve(undefined);
    expect(new Set(await all).size).toBe(1);
    expect(runs()).toBe(1);
  });

  it('is kept apart by path and query, and refusals are not kept', async () => {
    const { get, runs } = shop((run) => (run === 1 ? Promise.reject(nameTaken()) : Promise.resolve()));
    expect((await get()).status).toBe(409);
    expect((await get()).status).toBe(200);
    await get('/api/v1/things/t2');
    expect(runs()).toBe(3);
    expect((await get('/api/v1/things/t1?a=1')).status).toBe(422);
    expect((await get('/api/v1/things/t1?a=1')).status).toBe(422);
  });

  it('is counted like any other', async () => {
    const { get, metrics } = shop();
    for (let n = 0; n < 3; n += 1) await get();
    expect((await metrics.expose()).text).toContain('count{operation="getThing",status="200"} 3');
  });
});
