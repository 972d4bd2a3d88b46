import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, manualClock, newId, type ManualClock } from '@souk/kernel';
import { pino } from 'pino';
import { nativeCollection, type Database } from '../data/index.ts';
import { startTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createEmbeddedEventLog, type Consumer, type EmbeddedEventLog } from './index.ts';
import { restocked } from './restocked.example.ts';

const T0 = new Date('2026-01-01T00:00:00Z');

let server: TestDatabase;
let db: Database;
let clock: ManualClock;
let log: EmbeddedEventLog;
let nth = 0;
let lines: { level: number; msg: string; consumer?: string; removedUpTo?: number; goesOnAt?: number }[] = [];

beforeAll(async () => {
  server = await startTestDatabase('platform');
});
afterAll(() => server.stop());
beforeEach(async () => {
  nth += 1;
  db = await server.another(`events${nth}`);
  clock = manualClock(T0);
  lines = [];
  log = startLog();
});
afterEach(() => log.stop());

function startLog(): EmbeddedEventLog {
  const write = (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]);
  const logger = pino({ level: 'info' }, { write });
  const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 };
  return createEmbeddedEventLog({ db, logger, clock, retry });
}

async function restart(): Promise<void> {
  await log.stop();
  log = startLog();
}

/** Remembers `available` of what it is handed. */
function consumer(name: string, handle: (available: number) => void = () => undefined) {
  const handled: number[] = [];
  const made: Consumer = {
    name,
    types: ['OfferRestocked'],
    handle: (_ctx, event) => {
      if (event.type !== 'OfferRestocked') throw new TypeError('not asked for');
      handle(event.data.available);
      handled.push(event.data.available);
      return Promise.resolve();
    },
  };
  return { consumer: made, handled };
}

async function positions(): Promise<number[]> {
  const documents = await nativeCollection<{ _id: number }>(db, 'log').find({}).sort({ _id: 1 }).toArray();
  return documents.map(({ _id }) => _id);
}

const after = (days: number) => clock.set(new Date(T0.getTime() + days * DAY_MS));
const append = (...numbers: number[]) => log.append(numbers.map((n) => restocked(newId('offer'), n)));
const trim = () => log.trim({ eventsDays: 7, absentConsumersDays: 30 });
const errors = () => lines.filter(({ level }) => level >= 50);

describe('trimming the event log', () => {
  it('removes what is old and has been dealt with; the newest event stays, and the numbering goes on', async () => {
    const { consumer: made, handled } = consumer('test.trim');
    await log.subscribe(made);
    await append(1, 2, 3);
    after(3);
    await append(4);
    await log.idle();
    expect(await trim()).toBe(0);
    after(8);
    expect(await trim()).toBe(3);
    expect(await positions()).toEqual([4]);
    after(30);
    expect(await trim()).toBe(0);
    await restart();
    await log.subscribe(made);
    await append(5);
    await log.idle();
    expect(await positions()).toEqual([4, 5]);
    expect(handled).toEqual([1, 2, 3, 4, 5]);
    expect(errors()).toEqual([]);
  });

  it('leaves everything to a consumer that is still at it', async () => {
    const done = Promise.withResolvers<undefined>();
    const slow: Consumer = { name: 'test.slow', types: ['OfferRestocked'], handle: () => done.promise };
    await log.subscribe(consumer('test.quick').consumer);
    await log.subscribe(slow);
    await append(1, 2);
    after(20);
    expect(await trim()).toBe(0);
    done.resolve(undefined);
    await log.idle();
    expect(await trim()).toBe(1);
  });

  it('is not held back by one who has heard nothing of its types for long', async () => {
    await log.subscribe({ ...consumer('test.other').consumer, types: ['OfferSoldOut'] });
    await append(1, 2);
    await log.idle();
    after(8);
    expect(await trim()).toBe(1);
  });

  it('removes nothing while nobody listens', async () => {
    await append(1, 2);
    after(20);
    expect(await trim()).toBe(0);
  });

  it('leaves dead letters their event, which can be replayed', async () => {
    let isBroken = true;
    const { consumer: made, handled } = consumer('test.poison', () => {
      if (isBroken) throw new Error('not today');
    });
    await log.subscribe(made);
    await append(1, 2);
    await log.idle();
    after(8);
    expect(await trim()).toBe(1);
    isBroken = false;
    for (const { id } of await log.deadLetters.list({ limit: 10 })) await log.deadLetters.replay(id);
    expect(handled.toSorted()).toEqual([1, 2]);
  });

  it('removes in batches, as many as it takes', async () => {
    const { consumer: made } = consumer('test.many');
    await log.subscribe(made);
    for (let n = 0; n < 5; n += 1) await append(...Array.from({ length: 500 }, (_, each) => each + 1));
    await log.idle();
    after(8);
    expect(await trim()).toBe(2_499);
    expect(await positions()).toEqual([2_500]);
  });
});

describe('a consumer that does not run any more', () => {
  /** Has read the first event; the others come while only another consumer is there. */
  async function leave(): Promise<ReturnType<typeof consumer>> {
    const leaver = consumer('test.leaver');
    await log.subscribe(leaver.consumer);
    await append(1);
    await log.idle();
    await restart();
    await log.subscribe(consumer('test.stayer').consumer);
    await append(2, 3);
    await log.idle();
    return leaver;
  }

  it('holds back what it has not read, and gets it when it returns', async () => {
    const leaver = await leave();
    after(29);
    expect(await trim()).toBe(1);
    expect(await positions()).toEqual([2, 3]);
    await log.subscribe(leaver.consumer);
    await log.idle();
    expect(leaver.handled).toEqual([1, 2, 3]);
    expect(errors()).toEqual([]);
  });

  it('holds back nothing after a month; the log says what it loses, then and when it returns', async () => {
    const leaver = await leave();
    after(31);
    expect(await trim()).toBe(2);
    expect(errors()).toMatchObject([{ consumer: 'test.leaver', readUpTo: 1, removedUpTo: 2 }]);
    await restart();
    lines = [];
    await log.subscribe(consumer('test.new').consumer);
    await log.subscribe(leaver.consumer);
    await log.idle();
    expect(leaver.handled).toEqual([1, 3]);
    expect(errors()).toMatchObject([{ consumer: 'test.leaver', readUpTo: 1, goesOnAt: 3 }]);
  });

  it('that was never watched holds everything back from then on', async () => {
    await leave();
    await nativeCollection(db, 'offsets').updateMany({}, { $unset: { seenAt: '' } });
    after(100);
    expect(await trim()).toBe(1);
    after(129);
    expect(await trim()).toBe(0);
    after(131);
    expect(await trim()).toBe(1);
  });
});
