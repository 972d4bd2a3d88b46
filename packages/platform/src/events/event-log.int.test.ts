import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventEnvelope } from '@souk/contracts';
import { newId, systemClock } from '@souk/kernel';
import { nativeCollection, type Database } from '../data/index.ts';
import { startTestDatabase, testContext, testLogger, type TestDatabase } from '../testing/index.ts';
import {
  createEmbeddedEventLog,
  newEvent,
  once,
  type Consumer,
  type EmbeddedEventLog,
  type EmbeddedEventLogOptions,
} from './index.ts';
import { restocked } from './restocked.example.ts';

const quick = { attempts: 3, firstWaitMs: 1, longestWaitMs: 4 };

let server: TestDatabase;
let db: Database;
let log: EmbeddedEventLog;
let nth = 0;

beforeAll(async () => {
  server = await startTestDatabase('platform');
});
afterAll(() => server.stop());
beforeEach(async () => {
  nth += 1;
  db = await server.another(`events${nth}`);
  log = startLog();
});
afterEach(() => log.stop());

function startLog(options: Partial<EmbeddedEventLogOptions> = {}): EmbeddedEventLog {
  return createEmbeddedEventLog({ db, logger: testLogger(), retry: quick, ...options });
}

/** Remembers `available` of what it is handed, by subject; `fail` may refuse an event. */
function recorder(name: string, fail: (event: EventEnvelope) => boolean = () => false) {
  const handled = new Map<string, number[]>();
  let attempts = 0;
  const consumer: Consumer = {
    name,
    types: ['OfferRestocked'],
    handle: async (_ctx, event) => {
      attempts += 1;
      // Gives up its turn, so that events of several subjects mix.
      await new Promise((resolve) => setImmediate(resolve));
      if (fail(event)) throw new Error('not today');
      if (event.type !== 'OfferRestocked') throw new TypeError('not asked for');
      handled.set(event.subject, [...(handled.get(event.subject) ?? []), event.data.available]);
    },
  };
  return { consumer, handled, attempts: () => attempts };
}

async function positions(): Promise<number[]> {
  const documents = await nativeCollection<{ _id: number }>(db, 'log').find({}).sort({ _id: 1 }).toArray();
  return documents.map(({ _id }) => _id);
}

describe('the event log', () => {
  it('numbers events without gaps, also when appended from many sides at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => log.append([restocked(newId('offer'), n + 1)])));
    expect(await positions()).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('leaves out an event that is there already, alone or among new ones', async () => {
    const [a, b, c] = [restocked(newId('offer')), restocked(newId('offer')), restocked(newId('offer'))];
    const { consumer, handled } = recorder('test.once');
    await log.subscribe(consumer);
    await log.append([a]);
    await log.append([a]);
    await log.append([b, a, c, c]);
    await log.idle();
    expect(await positions()).toEqual([1, 2, 3]);
    expect([...handled.values()]).toEqual([[1], [1], [1]]);
  });

  it('hands a consumer its types only, in order per subject, from the first event on', async () => {
    const subjects = Array.from({ length: 5 }, () => newId('offer'));
    const batch = (from: number) =>
      Array.from({ length: 20 }, (_, n) => subjects.map((subject) => restocked(subject, from + n))).flat();
    await log.append(batch(1));
    const { consumer, handled } = recorder('test.order');
    await log.subscribe(consumer);
    const offerId = newId('offer');
    await log.append([
      newEvent(testContext(), systemClock, newId, {
        type: 'OfferSoldOut',
        subject: offerId,
        data: { offerId },
      }),
    ]);
    await log.append(batch(21));
    await log.idle();
    const expected = Array.from({ length: 40 }, (_, n) => n + 1);
    expect(subjects.map((subject) => handled.get(subject))).toEqual(subjects.map(() => expected));
    expect(handled.has(offerId)).toBe(false);
  });

  it('serves a consumer that falls far behind from disk, still in order', async () => {
    const subject = newId('offer');
    const { consumer, handled } = recorder('test.behind');
    await log.subscribe(consumer);
    for (let from = 0; from < 5_000; from += 1_000) {
      await log.append(Array.from({ length: 1_000 }, (_, n) => restocked(subject, from + n + 1)));
    }
    await log.idle();
    expect(handled.get(subject)).toEqual(Array.from({ length: 5_000 }, (_, n) => n + 1));
  });

  it('goes on behind the stored offset after an orderly stop', async () => {
    const subject = newId('offer');
    const before = recorder('test.resume');
    await log.subscribe(before.consumer);
    await log.append([restocked(subject, 1), restocked(subject, 2)]);
    await log.idle();
    await log.stop();

    log = startLog();
    const after = recorder('test.resume');
    await log.subscribe(after.consumer);
    await log.append([restocked(subject, 3)]);
    await log.idle();
    expect(after.handled.get(subject)).toEqual([3]);
    expect(await positions()).toEqual([1, 2, 3]);
  });

  it('delivers again what was handled before a crash could store the offset, and `once` lets it pass', async () => {
    const service = await server.another(`service${nth}`);
    const effects = nativeCollection<{ _id: string; n: number }>(service, 'effects');
    let deliveries = 0;
    const consumer: Consumer = {
      name: 'test.effect',
      types: ['OfferRestocked'],
      handle: async (_ctx, event) => {
        deliveries += 1;
        await once(service, 'test.effect', event, async (session) => {
          await effects.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, { session, upsert: true });
        });
      },
    };
    await log.subscribe(consumer);
    await log.append([restocked(newId('offer')), restocked(newId('offer'))]);
    await log.idle();
    // The crash: nothing of the first log's memory reaches the disk.
    await nativeCollection(db, 'offsets').deleteMany({});
    const second = startLog();
    await second.subscribe(consumer);
    await second.idle();
    await second.stop();
    expect(deliveries).toBe(4);
    expect(await effects.findOne({ _id: 'sum' })).toMatchObject({ n: 2 });
  });

  it('refuses two consumers of one name', async () => {
    await log.subscribe(recorder('test.twice').consumer);
    await expect(log.subscribe(recorder('test.twice').consumer)).rejects.toThrow('test.twice');
  });
});

describe('an event that can not be handled', () => {
  it('is tried again, and holds back its own subject alone', async () => {
    const [sick, well] = [newId('offer'), newId('offer')];
    let failures = 2;
    const { consumer, handled, attempts } = recorder('test.retry', (event) => {
      if (event.subject !== sick || failures === 0) return false;
      failures -= 1;
      return true;
    });
    await log.subscribe(consumer);
    await log.append([restocked(sick, 1), restocked(well, 1), restocked(sick, 2)]);
    await log.idle();
    expect(handled.get(sick)).toEqual([1, 2]);
    expect(handled.get(well)).toEqual([1]);
    expect(attempts()).toBe(5);
    expect(await log.deadLetters.list({ limit: 10 })).toEqual([]);
  });

  it('goes to the dead letters after its last try, and what follows is handled', async () => {
    const subject = newId('offer');
    const poison = restocked(subject, 1);
    const { consumer, handled } = recorder('test.poison', (event) => event.id === poison.id);
    await log.subscribe(consumer);
    await log.append([poison, restocked(subject, 2)]);
    await log.idle();
    expect(handled.get(subject)).toEqual([2]);
    expect(await log.deadLetters.list({ limit: 10 })).toEqual([
      {
        id: `test.poison:${poison.id}`,
        consumer: 'test.poison',
        event: poison,
        attempts: 3,
        error: 'Error: not today',
        failedAt: expect.any(Date),
      },
    ]);
  });

  it('counts as failed when it takes too long', async () => {
    log = startLog({ handleTimeoutMs: 20, retry: { ...quick, attempts: 1 } });
    const consumer: Consumer = {
      name: 'test.slow',
      types: ['OfferRestocked'],
      handle: () => new Promise(() => undefined),
    };
    await log.subscribe(consumer);
    await log.append([restocked(newId('offer'))]);
    await log.idle();
    const [letter] = await log.deadLetters.list({ limit: 10 });
    expect(letter?.error).toContain('not handled within 20 ms');
  });

  it('can be replayed when its cause is gone, or discarded', async () => {
    let broken = true;
    const { consumer, handled } = recorder('test.replay', () => broken);
    const [first, second] = [restocked(newId('offer'), 1), restocked(newId('offer'), 2)];
    await log.subscribe(consumer);
    await log.append([first, second]);
    await log.idle();
    const letters = await log.deadLetters.list({ limit: 1 });
    const [firstId, secondId] = [`test.replay:${first.id}`, `test.replay:${second.id}`];
    expect(letters.map(({ id }) => id)).toEqual([firstId]);
    const more = await log.deadLetters.list({ limit: 10, after: firstId });
    expect(more.map(({ id }) => id)).toEqual([secondId]);

    await expect(log.deadLetters.replay(firstId)).rejects.toMatchObject({ code: 'dead-letter-failed-again' });
    expect((await log.deadLetters.list({ limit: 1 }))[0]?.attempts).toBe(4);
    broken = false;
    await log.deadLetters.replay(firstId);
    expect(handled.get(first.subject)).toEqual([1]);
    await log.deadLetters.discard(secondId);
    expect(handled.has(second.subject)).toBe(false);
    expect(await log.deadLetters.list({ limit: 10 })).toEqual([]);
    await expect(log.deadLetters.replay(firstId)).rejects.toMatchObject({ code: 'dead-letter-not-found' });
    await expect(log.deadLetters.discard(firstId)).rejects.toMatchObject({ code: 'dead-letter-not-found' });
  });
});
