import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createPageCache } from '../cache/index.ts';
import { ok, requireValidRoutes, type AnyRoute } from './index.ts';
import { moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, addThing, getThing, removeThing } from './test/shop-routes.ts';

const get = getThing(() => Promise.resolve(ok({})));
const post = addThing();
const pages = createPageCache({ maxEntries: 1, maxAgeMs: 1 });
const cache = { pages, tags: () => [] };

function check(...routes: readonly unknown[]) {
  return () => requireValidRoutes([moduleOf(routes as AnyRoute[], { errors: SHOP_ERRORS })]);
}

describe('the start', () => {
  it('goes on with routes that say everything', () => {
    expect(check(get, post, removeThing())).not.toThrow();
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['says nothing about access', { ...get, access: undefined }, /getThing: does not say who may call it/],
    ['invents a kind of access', { ...get, access: { allow: 'friends' } }, /does not say who may call it/],
    ['allows no role', { ...get, access: { allow: 'roles', roles: [] } }, /allows no role/],
    ['has no example', { ...get, example: undefined }, /has no example/],
    ['has no body in its example', { ...post, example: {} }, /has no body in its example/],
    [
      'has a body only in its example',
      { ...get, example: { ...get.example, body: {} } },
      /only in its example/,
    ],
    [
      'shows no body to be signed',
      { ...post, body: undefined, access: { allow: 'signature' }, example: {} },
      /has no body in its example/,
    ],
    ['has an example without its parameters', { ...get, example: {} }, /lacks path parameters/],
    ['names an unknown error', { ...get, errors: ['oops'] }, /error oops/],
    ['has no schema for its path', { ...get, params: undefined }, /path parameters/],
    [
      'describes another parameter',
      { ...get, params: z.strictObject({ other: z.string() }) },
      /but the path has thingId/,
    ],
    ['lets unknown parameters pass', { ...get, query: z.object({ a: z.string() }) }, /no strict object/],
    ['has a schema that is none', { ...post, body: { type: 'object' } }, /body schema that is none/],
    [
      'reads with a body',
      { ...get, body: z.strictObject({}), example: { ...get.example, body: {} } },
      /read with a body/,
    ],
    ['has no reply', { ...get, replies: {} }, /declares no reply/],
    [
      'declares a refusal as reply',
      { ...get, replies: { 404: { description: '', schema: null } } },
      /reply 404/,
    ],
    ['replies without a schema', { ...get, replies: { 200: { description: '' } } }, /reply 200/],
    [
      'caches what is private',
      { ...get, access: { allow: 'roles', roles: ['admin'] }, cache },
      /caches what is not/,
    ],
    ['caches a mutation', { ...post, cache }, /caches what is not/],
  ])('stops at a route that %s', (_what, route, message) => {
    expect(check(route)).toThrow(message);
  });

  it('stops at two routes of one name or one place', () => {
    expect(check(get, { ...get, path: '/others/:thingId' })).toThrow(/getThing is declared twice/);
    expect(check(get, { ...get, operationId: 'b', path: '/things/:thingId' })).toThrow(/is declared twice/);
  });

  it('stops at an error code that the module does not have', () => {
    expect(() => requireValidRoutes([moduleOf([post])])).toThrow(/error name-taken/);
  });
});
