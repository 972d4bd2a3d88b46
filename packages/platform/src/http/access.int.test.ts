import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { z } from 'zod';
import { accessMatrix, ok, route, type Access, type AnyRoute } from './index.ts';
import { edgeApp, moduleOf } from './test/edge-app.ts';

function routeFor(name: string, access: Access): AnyRoute {
  return route({
    method: 'post',
    path: `/${name}`,
    operationId: name,
    summary: name,
    tag: 'access',
    access,
    replies: { 200: { description: 'In.', schema: z.strictObject({ bytes: z.string() }) } },
    errors: [],
    example: access.allow === 'signature' ? { body: {} } : {},
    handle: (_ctx, { rawBody }) => Promise.resolve(ok({ bytes: Buffer.from(rawBody).toString('hex') })),
  });
}

const modules = [
  moduleOf([
    routeFor('open', { allow: 'anyone' }),
    routeFor('staff', { allow: 'roles', roles: ['seller', 'admin'] }),
    routeFor('cart', { allow: 'cart-holder' }),
    routeFor('hook', { allow: 'signature' }),
  ]),
];
const app = edgeApp(modules);

const CALLERS = ['guest', 'customer', 'seller', 'admin', 'carrier'] as const;

function callAs(caller: (typeof CALLERS)[number], path: string) {
  const call = request(app).post(path);
  return caller === 'guest' ? call : call.set('Authorization', `Test ${caller}`);
}

describe('access', () => {
  it('is listed as a matrix', () => {
    expect(accessMatrix(modules).map((row) => [row.path, ...CALLERS.map((caller) => row[caller])])).toEqual([
      ['/api/v1/cart', 'token', 'yes', 'yes', 'yes', 'yes'],
      ['/api/v1/hook', 'signature', 'signature', 'signature', 'signature', 'signature'],
      ['/api/v1/open', 'yes', 'yes', 'yes', 'yes', 'yes'],
      ['/api/v1/staff', '401', '403', 'yes', 'yes', '403'],
    ]);
  });

  it('is what the matrix says', async () => {
    for (const row of accessMatrix(modules)) {
      for (const caller of CALLERS) {
        const { status } = await callAs(caller, row.path);
        const expected = { yes: 200, signature: 200, token: 401, '401': 401, '403': 403 }[row[caller]];
        expect({ path: row.path, caller, status }).toEqual({ path: row.path, caller, status: expected });
      }
    }
  });

  it('opens to a guest with a cart token', async () => {
    expect((await request(app).post('/api/v1/cart').set('Cart-Token', 'tok')).status).toBe(200);
  });

  it('tells the bearer of a bad token so, also where anyone may call', async () => {
    for (const path of ['/api/v1/open', '/api/v1/staff', '/api/v1/cart']) {
      const answer = await request(app).post(path).set('Authorization', 'Test bad');
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('invalid_token');
    }
  });

  it('is decided before the body is read', async () => {
    const answer = await request(app).post('/api/v1/staff').set('Content-Type', 'text/plain').send('{');
    expect(answer.status).toBe(401);
  });

  it('hands signed bodies over as they are', async () => {
    const answer = await request(app).post('/api/v1/hook').set('Content-Type', 'text/plain').send('\u0001 {');
    expect(answer.body).toEqual({ bytes: '01207b' });
  });
});
