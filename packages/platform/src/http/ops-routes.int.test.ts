import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { ok } from './index.ts';
import { edgeApp, moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, getThing } from './test/shop-routes.ts';

const modules = [
  moduleOf([getThing((id) => Promise.resolve(ok({ id, name: 'Lamp' })))], { errors: SHOP_ERRORS }),
];
const app = edgeApp(modules);

describe('health', () => {
  it('lives', async () => {
    const answer = await request(app).get('/health/live');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'up' });
  });

  it('is ready when every part is', async () => {
    const answer = await request(app).get('/health/ready');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'up', parts: { database: 'up' } });
  });

  it('is not ready when one part is down', async () => {
    const ready = () => Promise.resolve({ database: 'down', events: 'up' } as const);
    const answer = await request(edgeApp(modules, { ready })).get('/health/ready');
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ status: 'down', parts: { database: 'down', events: 'up' } });
  });
});

describe('metrics', () => {
  it('are there for this machine, and count requests by operation', async () => {
    await request(app).get('/api/v1/things/t1');
    const answer = await request(app).get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.text).toContain('souk_http_request_seconds_count{operation="getThing",status="200"} 1');
  });

  it('are refused to callers from elsewhere unless they are administrators', async () => {
    const from = () => request(app).get('/metrics').set('X-Forwarded-For', '203.0.113.9');
    expect((await from()).status).toBe(401);
    expect((await from().set('Authorization', 'Test customer')).status).toBe(403);
    expect((await from().set('Authorization', 'Test admin')).status).toBe(200);
    expect((await request(app).get('/metrics').set('Forwarded', 'for=203.0.113.9')).status).toBe(401);
  });
});

describe('documentation', () => {
  it('is served as OpenAPI 3.1', async () => {
    const answer = await request(app).get('/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ openapi: '3.1.0', info: { title: 'Shop', version: '1.2.3' } });
    const again = await request(app)
      .get('/openapi.json')
      .set('If-None-Match', answer.headers.etag ?? '');
    expect(again.status).toBe(304);
  });

  it('is shown in a browser', async () => {
    const answer = await request(app).get('/docs/');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('swagger-ui');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const script = await request(app).get('/docs/swagger-ui-init.js');
    expect(script.text).toContain('/openapi.json');
  });
});

describe('what the program adds', () => {
  it('is mounted after the API and before the 404', async () => {
    const extended = edgeApp(modules, {
      extend: (express) => express.get('/shop', (_req, res) => void res.send('the shop')),
    });
    expect((await request(extended).get('/shop')).text).toBe('the shop');
    expect((await request(extended).get('/other')).status).toBe(404);
  });
});
