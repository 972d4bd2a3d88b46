import { describe, expect, it } from '@jest/globals';
import { DomainError, type ErrorKind } from '@souk/kernel';
import request from 'supertest';
import { edgeApp, memoryIdempotency, moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, addThing, nameTaken } from './test/shop-routes.ts';

type Work = Parameters<typeof addThing>[0];

function shop(work: Work) {
  const idempotency = memoryIdempotency();
  const app = edgeApp([moduleOf([addThing(work)], { errors: SHOP_ERRORS, idempotency })]);
  const post = (key: string, name = 'Lamp', identity?: string) => {
    const call = request(app).post('/api/v1/things').set('Idempotency-Key', key);
    if (identity !== undefined) void call.set('Authorization', `Test ${identity}`);
    return call.send({ name });
  };
  return { app, post, idempotency };
}

function counting() {
  let runs = 0;
  const work: Work = ({ name }) => {
    runs += 1;
    return Promise.resolve({
      status: 201,
      body: { id: `t${runs}`, name },
      headers: { Location: `/t${runs}` },
    });
  };
  return { work, runs: () => runs };
}

describe('a request with an Idempotency-Key', () => {
  it('gets the same reply again for the same body, without running again', async () => {
    const { work, runs } = counting();
    const { post } = shop(work);
    const first = await post('k1');
    const again = await post('k1');
    expect(runs()).toBe(1);
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(again.headers.location).toBe('/t1');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('is refused with another body', async () => {
    const { work, runs } = counting();
    const { post } = shop(work);
    await post('k1', 'Lamp');
    const other = await post('k1', 'Chair');
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({
      code: 'idempotency-mismatch',
      errors: [{ pointer: '/headers/idempotency-key', rule: 'reused' }],
    });
    expect(runs()).toBe(1);
  });

  it('is refused while the first is running', async () => {
    const finish = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    const { post } = shop(async ({ name }) => {
      begun.resolve(undefined);
      await finish.promise;
      return { status: 201, body: { id: 't1', name } };
    });
    const first = post('k1').then((answer) => answer.status);
    await begun.promise;
    const second = await post('k1');
    expect(second.status).toBe(409);
    expect(second.headers['retry-after']).toBe('1');
    expect(second.body).toMatchObject({ code: 'idempotency-running' });
    finish.resolve(undefined);
    expect(await first).toBe(201);
    expect((await post('k1')).status).toBe(201);
  });

  it('holds its key for longer than the request may take', async () => {
    const leases: number[] = [];
    const memory = memoryIdempotency();
    const idempotency = {
      ...memory,
      claim: (request: Parameters<typeof memory.claim>[0]) => {
        leases.push(request.leaseMs);
        return memory.claim(request);
      },
    };
    const app = edgeApp([moduleOf([addThing()], { errors: SHOP_ERRORS, idempotency })]);
    await request(app)
      .post('/api/v1/things')
      .set({ 'Idempotency-Key': 'k1', 'Request-Timeout': '120000' })
      .send({ name: 'a' })
      .expect(201);
    expect(leases).toEqual([expect.any(Number)]);
    expect(leases[0]).toBeGreaterThan(120_000);
  });

  it('is another caller’s own affair', async () => {
    const { work, runs } = counting();
    const { post, app } = shop(work);
    await post('k1', 'Lamp', 'customer');
    await post('k1', 'Lamp', 'seller');
    await post('k1', 'Lamp');
    await request(app)
      .post('/api/v1/things')
      .set({ 'Idempotency-Key': 'k1', 'Cart-Token': 'tok' })
      .send({ name: 'Lamp' });
    expect(runs()).toBe(4);
  });

  it('gets a refusal of the domain again', async () => {
    let runs = 0;
    const { post } = shop(() => {
      runs += 1;
      return Promise.reject(nameTaken());
    });
    const first = await post('k1');
    const again = await post('k1');
    expect(first.status).toBe(409);
    expect(again.text).toBe(first.text);
    expect(again.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(runs).toBe(1);
  });

  it.each<[ErrorKind]>([['unavailable'], ['timed-out'], ['limited'], ['unauthenticated'], ['malformed']])(
    'is tried again after a refusal that is %s',
    async (kind) => {
      let runs = 0;
      const { post } = shop(({ name }) => {
        runs += 1;
        if (runs === 1) return Promise.reject(new DomainError('not-now', kind, 'Not now.'));
        return Promise.resolve({ status: 201, body: { id: 't1', name } });
      });
      await post('k1');
      expect((await post('k1')).status).toBe(201);
    },
  );

  it('is tried again after an unexpected error', async () => {
    let runs = 0;
    const { post } = shop(({ name }) => {
      runs += 1;
      if (runs === 1) return Promise.reject(new Error('boom'));
      return Promise.resolve({ status: 201, body: { id: 't1', name } });
    });
    expect((await post('k1')).status).toBe(500);
    expect((await post('k1')).status).toBe(201);
  });

  it('that breaks rules does not use up its key', async () => {
    const { work } = counting();
    const { post } = shop(work);
    expect((await post('k1', '')).status).toBe(422);
    expect((await post('k1', 'Lamp')).status).toBe(201);
  });

  it('is answered even when its claim can’t be completed', async () => {
    const { work } = counting();
    const idempotency = { ...memoryIdempotency(), complete: () => Promise.reject(new Error('no disk')) };
    const app = edgeApp([moduleOf([addThing(work)], { errors: SHOP_ERRORS, idempotency })]);
    const answer = await request(app).post('/api/v1/things').set('Idempotency-Key', 'k').send({ name: 'a' });
    expect(answer.status).toBe(201);
  });

  it('leaves nothing readable behind: a reply may hold tokens', async () => {
    const { work } = counting();
    const { post, idempotency } = shop(work);
    await post('k1', 'Sesame');
    const stored = [...idempotency.replies.values()][0];
    expect(stored?.body).not.toBeNull();
    expect(JSON.stringify(stored)).not.toContain('Sesame');
    expect(Buffer.from(stored?.body ?? '', 'base64').toString()).not.toContain('Sesame');
  });

  it('names its command the same on every run', async () => {
    const commands: string[] = [];
    const probe = addThing();
    const app = edgeApp([
      moduleOf(
        [
          {
            ...probe,
            handle: (ctx) => {
              commands.push(ctx.commandId);
              return Promise.reject(new Error('again'));
            },
          },
        ],
        { errors: SHOP_ERRORS },
      ),
    ]);
    const send = (key: string) =>
      request(app).post('/api/v1/things').set('Idempotency-Key', key).send({ name: 'a' });
    await send('k1');
    await send('k1');
    await send('k2');
    expect(commands[0]).toBe(commands[1]);
    expect(commands[2]).not.toBe(commands[0]);
  });
});
