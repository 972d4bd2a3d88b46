import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { IdempotencyStore } from '../data/index.ts';
import { created, ok, route, type HttpModule } from '../http/index.ts';
import { callRoute, testIdentity } from './index.ts';

const noIdempotency: IdempotencyStore = {
  claim: () => Promise.resolve({ kind: 'run', fresh: true }),
  complete: () => Promise.resolve(),
  release: () => Promise.resolve(),
};

const module: HttpModule = {
  name: 'echo',
  idempotency: noIdempotency,
  errors: {},
  routes: [
    route({
      method: 'get',
      path: '/echoes/me',
      operationId: 'getEcho',
      summary: 'Who asks',
      tag: 'echo',
      access: { allow: 'roles', roles: ['admin'] },
      replies: { 200: { description: 'who', schema: z.strictObject({ accountId: z.string() }) } },
      errors: [],
      example: {},
      handle: (ctx) =>
        Promise.resolve(ok({ accountId: ctx.identity.kind === 'account' ? ctx.identity.accountId : '' })),
    }),
    route({
      method: 'post',
      path: '/echoes',
      operationId: 'createEcho',
      summary: 'Says it again',
      tag: 'echo',
      access: { allow: 'anyone' },
      body: z.strictObject({ text: z.string().max(10) }),
      replies: { 201: { description: 'the text', schema: z.strictObject({ text: z.string() }) } },
      errors: [],
      example: { body: { text: 'hello' } },
      handle: (_ctx, { body }) => Promise.resolve(created('/echoes/1', body)),
    }),
  ],
};

describe('a call of one service through the whole edge', () => {
  it('comes from whom the test says', async () => {
    const identity = testIdentity(['admin']);
    const known = await callRoute(module, { method: 'GET', path: '/api/v1/echoes/me', identity });
    expect(known).toMatchObject({ status: 200, body: { accountId: identity.accountId } });
    const customer = testIdentity(['customer']);
    const other = await callRoute(module, { method: 'GET', path: '/api/v1/echoes/me', identity: customer });
    expect(other.status).toBe(403);
    expect((await callRoute(module, { method: 'GET', path: '/api/v1/echoes/me' })).status).toBe(401);
  });

  it('carries its body as JSON, or as it is', async () => {
    const made = await callRoute(module, { method: 'POST', path: '/api/v1/echoes', body: { text: 'hello' } });
    expect(made).toMatchObject({ status: 201, body: { text: 'hello' } });
    expect(made.headers.get('location')).toBe('/api/v1/echoes/1');
    const headers = { 'content-type': 'application/json' };
    const broken = await callRoute(module, { method: 'POST', path: '/api/v1/echoes', headers, body: '{"te' });
    expect(broken.status).toBe(400);
    const wrong = await callRoute(module, { method: 'POST', path: '/api/v1/echoes', body: { text: 5 } });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/text' }] } });
  });
});
