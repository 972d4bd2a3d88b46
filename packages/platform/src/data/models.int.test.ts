import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Schema } from 'mongoose';
import { startTestDatabase, testContext, testIdentity, type TestDatabase } from '../testing/index.ts';
import { auditTrail, defineModel, ensureIndexes, isDuplicateKey, nativeCollection } from './index.ts';

type Thing = { _id: string; slug: string; rank: number; tags: string[]; expiresAt?: Date };

let server: TestDatabase;

beforeAll(async () => {
  server = await startTestDatabase('platform');
});
afterAll(() => server.stop());

function thingSchema() {
  return new Schema<Thing>({
    _id: { type: String, required: true },
    slug: { type: String, required: true },
    rank: { type: Number, required: true },
    tags: { type: [String], required: true },
    expiresAt: Date,
  });
}

async function indexNames(collection: string): Promise<string[]> {
  const indexes = await nativeCollection(server.db, collection).listIndexes().toArray();
  return indexes.map((index: { name?: string }) => index.name ?? '').toSorted();
}

describe('indexes', () => {
  it('are made as the schema says, together with those of the platform', async () => {
    const schema = thingSchema().index({ slug: 1 }, { unique: true }).index({ rank: -1, _id: 1 });
    const things = defineModel(server.db, 'things', schema);
    await ensureIndexes([things]);
    await ensureIndexes([things]);
    expect(await indexNames('things')).toEqual(['_id_', 'rank_-1__id_1', 'slug_1']);
    expect(await indexNames('idempotency')).toEqual(['_id_', 'expiresAt_1']);
    expect(await indexNames('processedEvents')).toEqual(['_id_', 'at_1']);
    expect(await indexNames('outbox')).toEqual(['_id_']);

    await things.create({ _id: 't1', slug: 'a', rank: 1, tags: [] });
    const again = things.create({ _id: 't2', slug: 'a', rank: 1, tags: [] });
    await expect(again).rejects.toMatchObject({ code: 11_000 });
    await again.catch((error: unknown) => {
      expect(isDuplicateKey(error)).toBe(true);
      expect(isDuplicateKey(error, 'slug')).toBe(true);
      expect(isDuplicateKey(error, '_id')).toBe(false);
    });
  });

  it('are dropped when no longer declared and rebuilt when their options change', async () => {
    const before = thingSchema().index({ slug: 1 }).index({ rank: 1 });
    await ensureIndexes([defineModel(server.db, 'moving', before)]);
    server.db.connection.deleteModel('moving');
    const after = thingSchema().index({ slug: 1 }, { unique: true }).index({ tags: 1 });
    await ensureIndexes([defineModel(server.db, 'moving', after)]);
    expect(await indexNames('moving')).toEqual(['_id_', 'slug_1', 'tags_1']);
    const indexes = await nativeCollection(server.db, 'moving').listIndexes().toArray();
    expect(indexes).toContainEqual(expect.objectContaining({ name: 'slug_1', unique: true }));
  });
});

describe('a model', () => {
  it('refuses fields that its schema does not know', async () => {
    const things = defineModel(server.db, 'strict', thingSchema());
    const odd = { _id: 't1', slug: 'a', rank: 1, tags: [], $where: 'x', price: 3 };
    await expect(things.create(odd)).rejects.toThrow(/not in schema|price|\$where/);
  });
});

describe('the audit trail', () => {
  it('tells who did what to what, newest first', async () => {
    const audit = auditTrail(server.db);
    const identity = testIdentity(['admin']);
    const ctx = testContext({ identity });
    await audit.record(null, ctx, { action: 'offer.created', subject: 'ofr_1', after: { price: 5n } });
    await server.db.transaction((session) =>
      audit.record(session, ctx, {
        action: 'offer.price-changed',
        subject: 'ofr_1',
        before: { price: 5n },
        after: { price: 6n },
      }),
    );
    const entries = await audit.of('ofr_1');
    expect(entries.map(({ action }) => action)).toEqual(['offer.price-changed', 'offer.created']);
    expect(entries[0]).toMatchObject({
      actor: identity.accountId,
      requestId: ctx.requestId,
      before: { price: 5n },
      after: { price: 6n },
    });
  });

  it('forgets what was rolled back', async () => {
    const audit = auditTrail(server.db);
    const failing = server.db.transaction(async (session) => {
      await audit.record(session, testContext(), { action: 'offer.deleted', subject: 'ofr_2' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await audit.of('ofr_2')).toEqual([]);
  });
});
