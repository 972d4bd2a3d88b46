import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '@souk/kernel';
import mongoose from 'mongoose';
import type { IdempotencyClaim } from '../context/index.ts';
import { startTestDatabase, testContext, type TestDatabase } from '../testing/index.ts';
import {
  createIdempotencyStore,
  ensureCollections,
  nativeCollection,
  unitOfWork,
  type NativeCollection,
} from './index.ts';
import { PLATFORM_COLLECTIONS } from './platform-collections.ts';

type Effect = { _id: string; amount: bigint };

let server: TestDatabase;
let effects: NativeCollection<Effect>;
let nextClaim = 0;

beforeAll(async () => {
  server = await startTestDatabase('platform');
  await ensureCollections(server.db, PLATFORM_COLLECTIONS);
  effects = nativeCollection<Effect>(server.db, 'effects');
});
afterAll(() => server.stop());
beforeEach(async () => {
  await effects.deleteMany({});
  nextClaim += 1;
});

function claimed(claim: Partial<IdempotencyClaim> = {}) {
  return testContext({ idempotency: { claimId: `claim-${nextClaim}`, effects: 0, ...claim } });
}

describe('a unit of work', () => {
  it('without a key is a transaction', async () => {
    const failing = unitOfWork(server.db, testContext(), async (session) => {
      await effects.insertOne({ _id: 'a', amount: 1n }, { session });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await effects.countDocuments({})).toBe(0);
  });

  it('that is one write needs no transaction without a key, and one with it', async () => {
    const sessions: boolean[] = [];
    for (const ctx of [testContext(), claimed()]) {
      await unitOfWork(server.db, ctx, (session) => Promise.resolve(sessions.push(session !== null)), {
        single: true,
      });
    }
    expect(sessions).toEqual([false, true]);
  });

  it.each([{ fresh: false }, { fresh: true }, { sealKey: Buffer.alloc(32, 7) }])(
    'takes effect once under one key and gives its first result again (%j)',
    async (claim) => {
      const at = new Date(1_500_000_000_000);
      const once = (amount: bigint) =>
        unitOfWork(server.db, claimed(claim), async (session) => {
          await effects.insertOne({ _id: `e${amount}`, amount }, { session });
          return { amount, at, note: undefined, lines: [{ quantity: 2 }] };
        });
      const first = await once(12_345_678_901n);
      const second = await once(2n);
      expect(second).toEqual(first);
      expect(second).toEqual({ amount: 12_345_678_901n, at, lines: [{ quantity: 2 }] });
      expect(await effects.countDocuments({})).toBe(1);
    },
  );

  it('keeps the results of one request apart', async () => {
    const request = async () => {
      const ctx = claimed();
      const first = await unitOfWork(server.db, ctx, () => Promise.resolve('first'));
      const second = await unitOfWork(server.db, ctx, () => Promise.resolve('second'));
      return [first, second];
    };
    expect(await request()).toEqual(['first', 'second']);
    expect(await request()).toEqual(['first', 'second']);
  });

  it('takes effect once when two runs of a request overlap', async () => {
    const run = (_id: string) =>
      unitOfWork(server.db, claimed({ fresh: true }), async (session) => {
        await effects.insertOne({ _id, amount: 1n }, { session });
        return _id;
      });
    const results = await Promise.all(['a', 'b', 'c', 'd'].map(run));
    expect(new Set(results).size).toBe(1);
    expect(await effects.countDocuments({})).toBe(1);
  });

  it('that failed is done on the next run', async () => {
    await expect(
      unitOfWork(server.db, claimed(), () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    expect(await unitOfWork(server.db, claimed(), () => Promise.resolve('yes'))).toBe('yes');
  });

  it('leaves no result in the clear under a claim with a key', async () => {
    const sealKey = Buffer.alloc(32, 7);
    await unitOfWork(server.db, claimed({ sealKey }), () => Promise.resolve({ token: 'very-secret-token' }));
    const stored = await nativeCollection(server.db, 'idempotencyResults').find({}).toArray();
    const bytes = stored.map((document) => Buffer.from(mongoose.mongo.BSON.serialize(document)));
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.filter((each) => each.includes('very-secret-token'))).toEqual([]);
  });
});

describe('the idempotency store', () => {
  const start = new Date('2030-01-01T00:00:00Z');
  const reply = { status: 201, headers: { ETag: '"1"' }, body: '{"id":"x"}' };
  const request = () => ({ claimId: `claim-${nextClaim}`, bodyHash: 'h1', leaseMs: 30_000 });

  it('lets the first run, the second wait, and gives a third the reply', async () => {
    const store = createIdempotencyStore(server.db);
    expect(await store.claim(request())).toEqual({ kind: 'run', fresh: true });
    expect(await store.claim(request())).toEqual({ kind: 'running' });
    await store.complete(request().claimId, reply);
    expect(await store.claim(request())).toEqual({ kind: 'replay', reply });
  });

  it('lets one of many at the same time run', async () => {
    const store = createIdempotencyStore(server.db);
    const claims = await Promise.all(Array.from({ length: 10 }, () => store.claim(request())));
    expect(claims.map(({ kind }) => kind).toSorted()).toEqual([
      'run',
      ...Array.from({ length: 9 }, () => 'running'),
    ]);
  });

  it('knows the key with another body, running or answered', async () => {
    const store = createIdempotencyStore(server.db);
    await store.claim(request());
    expect(await store.claim({ ...request(), bodyHash: 'h2' })).toEqual({ kind: 'other-body' });
    await store.complete(request().claimId, reply);
    expect(await store.claim({ ...request(), bodyHash: 'h2' })).toEqual({ kind: 'other-body' });
  });

  it('lets one take over when the lease has run out', async () => {
    const clock = manualClock(start);
    const store = createIdempotencyStore(server.db, clock);
    await store.claim(request());
    clock.set(new Date(start.getTime() + 30_001));
    const claims = await Promise.all([store.claim(request()), store.claim(request())]);
    expect(claims).toContainEqual({ kind: 'run', fresh: false });
    expect(claims).toContainEqual({ kind: 'running' });
  });

  it('frees a released key for any body when nothing was done under it', async () => {
    const store = createIdempotencyStore(server.db);
    await store.claim(request());
    await store.release(request().claimId);
    expect(await store.claim({ ...request(), bodyHash: 'h2' })).toEqual({ kind: 'run', fresh: true });
  });

  it('frees a released key for the same body alone when an effect was stored under it', async () => {
    const store = createIdempotencyStore(server.db);
    await store.claim(request());
    await unitOfWork(server.db, claimed(), () => Promise.resolve('effect'));
    await store.release(request().claimId);
    expect(await store.claim({ ...request(), bodyHash: 'h2' })).toEqual({ kind: 'other-body' });
    expect(await store.claim(request())).toEqual({ kind: 'run', fresh: false });
  });

  it('keeps the reply that was stored first', async () => {
    const store = createIdempotencyStore(server.db);
    await store.claim(request());
    await store.complete(request().claimId, reply);
    await store.complete(request().claimId, { ...reply, status: 500 });
    await store.release(request().claimId);
    expect(await store.claim(request())).toEqual({ kind: 'replay', reply });
  });
});
