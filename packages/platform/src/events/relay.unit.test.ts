import { describe, expect, it } from '@jest/globals';
import type { EventEnvelope } from '@souk/contracts';
import { newId, systemClock } from '@souk/kernel';
import { testContext, testLogger } from '../testing/test-context.ts';
import { commitSignal, newEvent, startRelay, type OutboxSource } from './index.ts';

function soldOut(): EventEnvelope {
  const offerId = newId('offer');
  return newEvent(testContext(), systemClock, newId, {
    type: 'OfferSoldOut',
    subject: offerId,
    data: { offerId },
  });
}

/** A source in memory that counts how it is used. */
function memorySource(waiting: EventEnvelope[]) {
  const signal = commitSignal();
  const calls = { looks: 0, marks: 0 };
  const source: OutboxSource = {
    unpublished: (limit) => {
      calls.looks += 1;
      return Promise.resolve(waiting.slice(0, limit));
    },
    markPublished: (ids) => {
      calls.marks += 1;
      const marked = new Set(ids);
      waiting.splice(0, waiting.length, ...waiting.filter((event) => !marked.has(event.id)));
      return Promise.resolve();
    },
    onCommit: signal.onCommit,
  };
  const commit = (event: EventEnvelope) => {
    waiting.push(event);
    signal.fire();
  };
  return { source, commit, calls };
}

describe('the relay', () => {
  it('carries what it finds at the start, batch by batch, in order', async () => {
    const events = Array.from({ length: 5 }, soldOut);
    const { source, calls } = memorySource([...events]);
    const appended: (readonly EventEnvelope[])[] = [];
    const log = { append: (batch: readonly EventEnvelope[]) => Promise.resolve(void appended.push(batch)) };
    const relay = startRelay({ source, log, logger: testLogger(), batchSize: 2, gatherMs: 0 });
    await relay.idle();
    await relay.stop();
    expect(appended.flat()).toEqual(events);
    expect(appended.map((batch) => batch.length)).toEqual([2, 2, 1]);
    expect(calls.marks).toBe(3);
  });

  it('carries commits that come together in one batch, and rests otherwise', async () => {
    const { source, commit, calls } = memorySource([]);
    const appended: (readonly EventEnvelope[])[] = [];
    const log = { append: (batch: readonly EventEnvelope[]) => Promise.resolve(void appended.push(batch)) };
    const relay = startRelay({ source, log, logger: testLogger(), gatherMs: 5 });
    await relay.idle();
    const looks = calls.looks;
    for (let nth = 0; nth < 50; nth += 1) commit(soldOut());
    await relay.idle();
    expect(appended.map((batch) => batch.length)).toEqual([50]);
    expect(calls.looks - looks).toBeLessThanOrEqual(2);
    await relay.stop();
  });

  it('marks nothing that could not be appended, and goes on with the next commit', async () => {
    const first = soldOut();
    const second = soldOut();
    const { source, commit, calls } = memorySource([first]);
    const { promise: failed, resolve } = Promise.withResolvers<null>();
    let broken = true;
    const appended: EventEnvelope[] = [];
    const log = {
      append: (batch: readonly EventEnvelope[]) => {
        if (broken) {
          resolve(null);
          return Promise.reject(new Error('the log is away'));
        }
        appended.push(...batch);
        return Promise.resolve();
      },
    };
    const relay = startRelay({ source, log, logger: testLogger(), gatherMs: 0 });
    await failed;
    expect(calls.marks).toBe(0);
    broken = false;
    commit(second);
    await relay.idle();
    await relay.stop();
    expect(appended).toEqual([first, second]);
  });

  it('refuses to be waited for once it is stopped', async () => {
    const { source } = memorySource([]);
    const relay = startRelay({ source, log: { append: () => Promise.resolve() }, logger: testLogger() });
    await relay.stop();
    await expect(relay.idle()).rejects.toThrow('stopped');
  });
});
