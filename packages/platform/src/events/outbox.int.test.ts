import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, systemClock, type Id } from '@souk/kernel';
import { nativeCollection, type Database } from '../data/index.ts';
import {
  memoryEventLog,
  startTestDatabase,
  testContext,
  testIdentity,
  testLogger,
  type TestDatabase,
} from '../testing/index.ts';
import { createEmbeddedEventLog, createOutbox, once, startRelay, type OutboxSource } from './index.ts';

let server: TestDatabase;
let db: Database;
let nth = 0;

beforeAll(async () => {
  server = await startTestDatabase('platform');
});
afterAll(() => server.stop());
beforeEach(async () => {
  nth += 1;
  db = await server.another(`service${nth}`);
});

const soldOut = (offerId: Id) => ({ type: 'OfferSoldOut', subject: offerId, data: { offerId } }) as const;

describe('the outbox', () => {
  it('holds an event from the commit of its cause until it is published', async () => {
    const outbox = createOutbox(db);
    const woken: number[] = [];
    outbox.onCommit(() => woken.push(1));
    const ctx = testContext({ identity: testIdentity(['seller']) });
    const offerId = newId('offer');
    await db.transaction((session) => outbox.add(session, ctx, systemClock, [soldOut(offerId)]));
    expect(woken).toEqual([1]);
    const [event] = await outbox.unpublished(10);
    expect(event).toMatchObject({
      type: 'OfferSoldOut',
      version: 1,
      subject: offerId,
      requestId: ctx.requestId,
      causedBy: ctx.identity.kind === 'account' && ctx.identity.accountId,
      data: { offerId },
    });
    await outbox.markPublished([event?.id ?? '']);
    expect(await outbox.unpublished(10)).toEqual([]);
  });

  it('tells nothing of what was rolled back', async () => {
    const outbox = createOutbox(db);
    const woken: number[] = [];
    outbox.onCommit(() => woken.push(1));
    const failing = db.transaction(async (session) => {
      await outbox.add(session, testContext(), systemClock, [soldOut(newId('offer'))]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(woken).toEqual([]);
    expect(await outbox.unpublished(10)).toEqual([]);
  });

  it('gives events in the order in which they were made', async () => {
    const outbox = createOutbox(db);
    const ids = Array.from({ length: 30 }, () => newId('offer'));
    await db.transaction(async (session) => {
      await outbox.add(session, testContext(), systemClock, ids.slice(0, 15).map(soldOut));
      await outbox.add(session, testContext(), systemClock, ids.slice(15).map(soldOut));
    });
    const first = await outbox.unpublished(20);
    expect(first.map((event) => event.subject)).toEqual(ids.slice(0, 20));
  });
});

describe('a crash between append and mark', () => {
  it('leads to a second append, which changes nothing', async () => {
    const outbox = createOutbox(db);
    const log = createEmbeddedEventLog({ db: await server.another(`events${nth}`), logger: testLogger() });
    const delivered: string[] = [];
    await log.subscribe({
      name: 'test.crash',
      types: ['OfferSoldOut'],
      handle: (_ctx, event) => Promise.resolve(void delivered.push(event.subject)),
    });
    const offers = [newId('offer'), newId('offer')];
    await db.transaction((session) => outbox.add(session, testContext(), systemClock, offers.map(soldOut)));
    const crashing: OutboxSource = {
      ...outbox,
      markPublished: () => Promise.reject(new Error('the process is gone')),
    };
    const first = startRelay({ source: crashing, log, logger: testLogger(), gatherMs: 0, pollMs: 1 });
    while (delivered.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await first.stop();
    expect(await outbox.unpublished(10)).toHaveLength(2);

    const second = startRelay({ source: outbox, log, logger: testLogger(), gatherMs: 0 });
    await second.idle();
    await log.idle();
    await second.stop();
    await log.stop();
    expect(await outbox.unpublished(10)).toEqual([]);
    expect(delivered).toEqual(offers);
  });
});

describe('once', () => {
  it('lets an event take effect once, also when handled several times at once', async () => {
    const effects = nativeCollection<{ _id: string; n: number }>(db, 'effects');
    const event = { id: newId('event') };
    const handle = () =>
      once(db, 'test.consumer', event, async (session) => {
        await effects.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, { session, upsert: true });
      });
    const results = await Promise.all([handle(), handle(), handle(), handle()]);
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await handle()).toBe(false);
    expect(await effects.findOne({ _id: 'sum' })).toMatchObject({ n: 1 });
  });

  it('remembers nothing when the work fails, and tells consumers apart', async () => {
    const event = { id: newId('event') };
    await expect(once(db, 'test.a', event, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await once(db, 'test.a', event, () => Promise.resolve())).toBe(true);
    expect(await once(db, 'test.b', event, () => Promise.resolve())).toBe(true);
  });

  it('passes on a duplicate key of the work itself', async () => {
    const things = nativeCollection<{ _id: string }>(db, 'things');
    await things.insertOne({ _id: 'x' });
    const failing = once(db, 'test.c', { id: newId('event') }, async (session) => {
      await things.insertOne({ _id: 'x' }, { session });
    });
    await expect(failing).rejects.toMatchObject({ code: 11_000 });
  });
});

describe('the log in memory, for tests', () => {
  it('hands each event once, and everything again when asked', async () => {
    const log = memoryEventLog();
    const outbox = createOutbox(db);
    const heard: string[] = [];
    await log.subscribe({
      name: 'test.memory',
      types: ['OfferSoldOut'],
      handle: (_ctx, event) => Promise.resolve(void heard.push(event.subject)),
    });
    const offerId = newId('offer');
    await db.transaction((session) => outbox.add(session, testContext(), systemClock, [soldOut(offerId)]));
    const relay = startRelay({ source: outbox, log, logger: testLogger(), gatherMs: 0 });
    await relay.idle();
    await relay.stop();
    await log.deliver();
    await log.deliver();
    expect(heard).toEqual([offerId]);
    await log.deliver({ again: true });
    expect(heard).toEqual([offerId, offerId]);
    expect(log.ofType('OfferSoldOut')[0]?.data.offerId).toBe(offerId);
  });
});
