import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { edgeApp, moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, addThing, getThing, listThings, removeThing } from './test/shop-routes.ts';

const getSome = getThing((id) => Promise.resolve({ status: 200, body: { id, name: 'Lamp' } }));
const app = edgeApp([moduleOf([addThing(), getSome, listThings(), removeThing()], { errors: SHOP_ERRORS })]);

function post(body: string | Buffer, contentType = 'application/json') {
  // A serialiser of its own keeps supertest from touching the bytes.
  return request(app)
    .post('/api/v1/things')
    .set('Content-Type', contentType)
    .serialize((sent: unknown) => sent as string)
    .send(body);
}

type Problem = { code: string; errors: { pointer: string; rule: string }[] };

function pointers(body: unknown): string[] {
  return (body as Problem).errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

describe('a body that breaks rules', () => {
  it.each([
    ['nothing at all', '', [' required']],
    ['an empty object', '{}', ['/name required']],
    ['a wrong type', '{"name":1}', ['/name type']],
    ['an operator', '{"name":{"$gt":""}}', ['/name type']],
    ['an unknown field', '{"name":"a","a/b~c":1}', ['/a~1b~0c unknown']],
    ['two faults', '{"name":"","extra":1}', ['/name min-length', '/extra unknown']],
    ['too long a text', `{"name":"${'x'.repeat(41)}"}`, ['/name max-length']],
    ['too long a list', '{"name":"a","tags":["a","b","c","d"]}', ['/tags max-length']],
    ['a fault inside a list', '{"name":"a","tags":["a",1]}', ['/tags/1 type']],
    ['a negative amount', '{"name":"a","price":{"amount":-1,"currency":"BRL"}}', ['/price/amount min']],
    ['a huge amount', '{"name":"a","price":{"amount":1e30,"currency":"BRL"}}', ['/price/amount max']],
    [
      'a missing field of an alternative',
      '{"name":"a","payment":{"method":"card"}}',
      ['/payment/token required'],
    ],
    ['no such alternative', '{"name":"a","payment":{"method":"gold"}}', ['/payment/method enum']],
    ['a list where an object belongs', '[]', [' type']],
    ['null', 'null', [' type']],
  ])('with %s: 422 naming the field', async (_what, body, expected) => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'invalid-request', status: 422, instance: '/api/v1/things' });
    expect(pointers(answer.body)).toEqual(expected);
  });

  it('does not grow its answer with the nonsense sent', async () => {
    const nonsense = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`${'k'.repeat(20)}${n}`, n]));
    const { status, text } = await post(JSON.stringify(nonsense));
    expect(status).toBe(422);
    expect(text.length).toBeLessThan(10_000);
  });
});

describe('a body that can’t be read', () => {
  it.each([
    ['broken JSON', '{"name":', 400, 'malformed-json'],
    ['no JSON', 'name=Lamp', 400, 'malformed-json'],
    ['a byte order mark', '\ufeff{"name":"a"}', 400, 'malformed-json'],
    ['__proto__', '{"name":"a","__proto__":{"admin":true}}', 400, 'forbidden-key'],
    ['__proto__ in disguise', '{"name":"a","\\u005f_proto__":{"admin":true}}', 400, 'forbidden-key'],
    ['__proto__ further down', '{"name":"a","price":{"x":[{"__proto__":1}]}}', 400, 'forbidden-key'],
    ['half a surrogate pair', '{"name":"\\ud800"}', 400, 'malformed-text'],
  ])('because of %s', async (_what, body, status, code) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect((answer.body as Problem).code).toBe(code);
  });

  it('because its UTF-8 is broken', async () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    const answer = await post(bytes);
    expect(answer.status).toBe(400);
    expect((answer.body as Problem).code).toBe('malformed-text');
  });

  it('because it is nested without end', async () => {
    const answer = await post(`{"name":${'['.repeat(40_000)}${']'.repeat(40_000)},"u":"\\u0041"}`);
    expect(answer.status).toBe(422);
    expect(pointers(answer.body)).toEqual(['/name type', '/u unknown']);
  });

  it('lets a harmless text through that only looks dangerous', async () => {
    const answer = await post('{"name":"__proto__ \\u00e9"}');
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: 't1', name: '__proto__ é' });
  });

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/json; charset=latin1'],
    ['application/jsonp'],
  ])('because it is %s: 415', async (contentType) => {
    const answer = await post('{"name":"a"}', contentType);
    expect(answer.status).toBe(415);
    expect((answer.body as Problem).code).toBe('unsupported-media-type');
  });

  it.each([['application/json; charset=utf-8'], ['application/json;charset="UTF-8"']])(
    'but not because it is %s',
    async (contentType) => expect((await post('{"name":"a"}', contentType)).status).toBe(201),
  );

  it('because it is compressed: 415', async () => {
    const answer = await post('{"name":"a"}').set('Content-Encoding', 'gzip');
    expect(answer.status).toBe(415);
  });
});

describe('a body that is too large', () => {
  const tenMegabytes = Buffer.alloc(10 * 1024 * 1024, 'a');

  it('is refused by its announced length', async () => {
    const answer = await post(tenMegabytes);
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ code: 'body-too-large', details: { limit: 102_400 } });
  });

  it('is refused while it streams in without a length', async () => {
    const server = app.listen(0);
    try {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/things`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Blob([tenMegabytes]).stream(),
        duplex: 'half',
      });
      expect(answer.status).toBe(413);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('a path or query', () => {
  it.each([
    ['/api/v1/things?limit=abc', ['/query/limit type']],
    ['/api/v1/things?limit=101', ['/query/limit max']],
    ['/api/v1/things?limit=0', ['/query/limit min']],
    ['/api/v1/things?limit=1&limit=2', ['/query/limit duplicate']],
    ['/api/v1/things?q[$gt]=1', ['/query/q[$gt] unknown']],
    ['/api/v1/things?colour=red', ['/query/colour unknown']],
    ['/api/v1/things/xyz', ['/path/thingId format']],
    ['/api/v1/things/t1?a=1', ['/query/a unknown']],
  ])('%s: 422 naming the parameter', async (path, expected) => {
    const answer = await request(app).get(path);
    expect(answer.status).toBe(422);
    expect(pointers(answer.body)).toEqual(expected);
  });

  it.each([
    ['/api/v1/things?q=%zz'],
    ['/api/v1/things?q=%c3%28'],
    ['/api/v1/things/%zz'],
    ['/api/v1/things/%c3%28'],
  ])('%s: 400 for its encoding', async (path) => {
    const answer = await request(app).get(path);
    expect(answer.status).toBe(400);
    expect((answer.body as Problem).code).toBe('malformed-url');
  });

  it('refuses __proto__ as a parameter', async () => {
    const answer = await request(app).get('/api/v1/things?__proto__=1');
    expect(answer.status).toBe(400);
    expect((answer.body as Problem).code).toBe('forbidden-key');
  });

  it('decodes what is well-formed', async () => {
    const answer = await request(app).get('/api/v1/things?q=caf%C3%A9+au+lait&limit=7');
    expect(answer.body).toEqual({ limit: 7, q: 'café au lait' });
  });

  it.each([
    ['/nowhere'],
    ['/api/v1'],
    ['/api/v1/nothing'],
    ['/api/v1/Things'],
    ['/api/v1/things/'],
    ['/api/v2/things'],
  ])('%s: 404', async (path) => {
    const answer = await request(app).get(path);
    expect(answer.status).toBe(404);
    expect((answer.body as Problem).code).toBe('no-such-path');
  });

  it('with a method that it does not have: 405 with those that it has', async () => {
    const answer = await request(app).put('/api/v1/things').send({});
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST, GET, HEAD, OPTIONS');
    expect((answer.body as Problem).code).toBe('method-not-allowed');
  });
});

describe('a body where none belongs', () => {
  const remove = () => request(app).delete('/api/v1/things/t1').set('Authorization', 'Test admin');

  it('is refused by its fields', async () => {
    const answer = await remove().send({ force: true });
    expect(answer.status).toBe(422);
    expect(pointers(answer.body)).toEqual(['/force unknown']);
  });

  it('may be empty', async () => {
    expect((await remove().send({})).status).toBe(204);
    expect((await remove()).status).toBe(204);
  });
});

describe('headers', () => {
  it.each([
    ['idempotency-key', 'x'.repeat(256), 'format'],
    ['idempotency-key', 'with space', 'format'],
    ['cart-token', '{"$gt":""}', 'format'],
    ['if-match', 'unquoted', 'format'],
    ['request-timeout', 'soon', 'format'],
    ['request-timeout', '0', 'min'],
    ['request-timeout', '999999', 'max'],
  ])('%s: %s is refused by its name', async (name, value, rule) => {
    const answer = await request(app).get('/api/v1/things').set(name, value);
    expect(answer.status).toBe(422);
    expect(pointers(answer.body)).toEqual([`/headers/${name} ${rule}`]);
  });
});
