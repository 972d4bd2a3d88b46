import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import request from 'supertest';
import { z } from 'zod';
import type { RequestContext } from '../context/index.ts';
import { ok, route, type Reply } from './index.ts';
import { edgeApp, moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, addThing, getThing, nameTaken, removeThing } from './test/shop-routes.ts';

const lamp = { id: 't1', name: 'Lamp' };

function appWithThing(work: (id: string) => Promise<Reply>, options = {}) {
  return edgeApp([moduleOf([getThing(work), removeThing()], { errors: SHOP_ERRORS })], options);
}

describe('a read', () => {
  it('carries its version as ETag and answers 304 to those who have it', async () => {
    const app = appWithThing(() => Promise.resolve(ok(lamp, { version: 7 })));
    const first = await request(app).get('/api/v1/things/t1');
    expect(first.headers.etag).toBe('"7"');
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    for (const tags of ['"7"', 'W/"7"', '"6", "7"', '*']) {
      const again = await request(app).get('/api/v1/things/t1').set('If-None-Match', tags);
      expect(again.status).toBe(304);
      expect(again.headers.etag).toBe('"7"');
      expect(again.text).toBe('');
    }
    const changed = await request(app).get('/api/v1/things/t1').set('If-None-Match', '"6"');
    expect(changed.status).toBe(200);
  });

  it('without a version has an ETag of its bytes', async () => {
    let name = 'Lamp';
    const app = appWithThing((id) => Promise.resolve(ok({ id, name })));
    const first = await request(app).get('/api/v1/things/t1');
    const same = await request(app).get('/api/v1/things/t1');
    expect(same.headers.etag).toBe(first.headers.etag);
    name = 'Chair';
    const other = await request(app)
      .get('/api/v1/things/t1')
      .set('If-None-Match', first.headers.etag ?? '');
    expect(other.status).toBe(200);
    expect(other.headers.etag).not.toBe(first.headers.etag);
  });

  it('answers HEAD with the same headers and no body', async () => {
    const app = appWithThing(() => Promise.resolve(ok(lamp)));
    const get = await request(app).get('/api/v1/things/t1');
    const head = await request(app).head('/api/v1/things/t1');
    expect(head.status).toBe(200);
    expect(head.headers.etag).toBe(get.headers.etag);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.text).toBeUndefined();
  });

  it('may be kept by caches only under revalidation', async () => {
    const app = appWithThing(() => Promise.resolve(ok(lamp)));
    expect((await request(app).get('/api/v1/things/t1')).headers['cache-control']).toBe('no-cache');
  });
});

describe('every reply', () => {
  const app = appWithThing(() => Promise.resolve(ok(lamp)));

  it('carries Helmet’s headers, and nothing about the server', async () => {
    const { headers } = await request(app).get('/api/v1/things/t1');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['strict-transport-security']).toContain('max-age=');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('carries the caller’s request id when it is a decent one, else a fresh one', async () => {
    const given = await request(app).get('/nowhere').set('X-Request-Id', 'abc-123');
    expect(given.headers['x-request-id']).toBe('abc-123');
    expect(given.body).toMatchObject({ requestId: 'abc-123' });
    const indecent = await request(app).get('/nowhere').set('X-Request-Id', 'a b <script>');
    expect(indecent.headers['x-request-id']).toMatch(/^req_[0-9a-f-]{36}$/);
  });

  it('lets the pages of known origins read it, and no others', async () => {
    const known = await request(app).get('/api/v1/things/t1').set('Origin', 'https://shop.example');
    expect(known.headers['access-control-allow-origin']).toBe('https://shop.example');
    expect(known.headers['access-control-expose-headers']).toContain('ETag');
    const unknown = await request(app).get('/api/v1/things/t1').set('Origin', 'https://evil.example');
    expect(unknown.headers['access-control-allow-origin']).toBeUndefined();
    expect(unknown.headers.vary).toContain('Origin');
  });

  it('answers preflights', async () => {
    const answer = await request(app)
      .options('/api/v1/things/t1')
      .set('Origin', 'https://shop.example')
      .set('Access-Control-Request-Method', 'DELETE');
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-methods']).toContain('DELETE');
  });
});

describe('a refusal of the domain', () => {
  it('is told as problem+json with its code and details', async () => {
    const app = edgeApp([moduleOf([addThing(() => Promise.reject(nameTaken()))], { errors: SHOP_ERRORS })]);
    const answer = await request(app).post('/api/v1/things').set('X-Request-Id', 'r1').send({ name: 'Lamp' });
    expect(answer.status).toBe(409);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'urn:souk:problem:name-taken',
      title: 'Conflict',
      status: 409,
      detail: 'Another thing has this name.',
      instance: '/api/v1/things',
      code: 'name-taken',
      message: 'Another thing has this name.',
      requestId: 'r1',
      details: { name: 'Lamp' },
    });
  });
});

describe('an unexpected error', () => {
  it('is logged whole and answered with a generic text and an error id', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    const app = appWithThing(() => Promise.reject(new Error('secret: the disk is full')), { log });
    const answer = await request(app).get('/api/v1/things/t1?');
    expect(answer.status).toBe(500);
    const { errorId, ...problem } = answer.body as { errorId: string };
    expect(problem).toMatchObject({ code: 'internal', status: 500 });
    expect(answer.text).not.toContain('disk');
    const logged = lines.find((line) => line.includes(errorId));
    expect(logged).toContain('the disk is full');
  });

  it('is what a reply that differs from its declaration is, in tests', async () => {
    const app = appWithThing(() => Promise.resolve(ok({ id: 't1', name: 'Lamp', secret: 1 })));
    expect((await request(app).get('/api/v1/things/t1')).status).toBe(500);
  });
});

describe('the log', () => {
  it('has one line for each request, without query and secrets', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    const app = appWithThing(() => Promise.resolve(ok(lamp)), { log });
    await request(app).get('/api/v1/things/t1?x=private').set('Authorization', 'Test customer');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      method: 'GET',
      path: '/api/v1/things/t1',
      operation: 'getThing',
      status: 422,
      accountId: 'acc_customer',
    });
    expect(lines[0]).not.toContain('private');
  });
});

describe('the context of a request', () => {
  it('has the headers that the caller sent', async () => {
    let seen: RequestContext | undefined;
    const probe = route({
      method: 'patch',
      path: '/probe',
      operationId: 'probe',
      summary: 'Looks',
      tag: 'probe',
      access: { allow: 'anyone' },
      replies: { 200: { description: 'Seen.', schema: z.strictObject({}) } },
      errors: [],
      example: {},
      handle: (ctx) => {
        seen = ctx;
        return Promise.resolve(ok({}, { version: 'v2' }));
      },
    });
    const app = edgeApp([moduleOf([probe])]);
    const before = Date.now();
    const answer = await request(app).patch('/api/v1/probe').set({
      'If-Match': '"v1"',
      'Cart-Token': 'tok',
      'Request-Timeout': '5000',
      Authorization: 'Test seller',
    });
    expect(answer.headers.etag).toBe('"v2"');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(seen).toMatchObject({
      ifMatch: 'v1',
      cartToken: 'tok',
      identity: { kind: 'account', accountId: 'acc_seller' },
      idempotency: null,
    });
    expect(seen?.deadline).toBeGreaterThan(before + 4000);
    expect(seen?.deadline).toBeLessThanOrEqual(Date.now() + 5000);
  });
});
