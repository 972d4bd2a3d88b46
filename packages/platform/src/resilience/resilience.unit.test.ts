import { describe, expect, it } from '@jest/globals';
import { boundedQueue, createBreaker, retrying, withTimeout } from './index.ts';

const boom = new Error('boom');

describe('withTimeout', () => {
  it('gives the result of work that is in time', async () => {
    expect(await withTimeout(1000, () => Promise.resolve(7))).toBe(7);
  });

  it('gives up on work that is late, and tells it', async () => {
    let told: AbortSignal | undefined;
    const late = withTimeout(5, (signal) => {
      told = signal;
      return new Promise<never>(() => undefined);
    });
    await expect(late).rejects.toMatchObject({ code: 'timed-out', kind: 'timed-out' });
    expect(told?.aborted).toBe(true);
  });

  it('lets the work’s own error through', async () => {
    await expect(withTimeout(1000, () => Promise.reject(boom))).rejects.toBe(boom);
  });
});

describe('retrying', () => {
  it('tries until it succeeds', async () => {
    const seen: number[] = [];
    const result = await retrying({ attempts: 3, initialDelayMs: 1, maxDelayMs: 2 }, (attempt) => {
      seen.push(attempt);
      return attempt < 3 ? Promise.reject(boom) : Promise.resolve('done');
    });
    expect(result).toBe('done');
    expect(seen).toEqual([1, 2, 3]);
  });

  it('gives the last error after so many attempts', async () => {
    let tries = 0;
    const failing = retrying({ attempts: 2, initialDelayMs: 1 }, () => {
      tries += 1;
      return Promise.reject(boom);
    });
    await expect(failing).rejects.toBe(boom);
    expect(tries).toBe(2);
  });

  it('does not repeat what is not worth it', async () => {
    let tries = 0;
    const failing = retrying({ attempts: 5, initialDelayMs: 1, retryIf: (error) => error !== boom }, () => {
      tries += 1;
      return Promise.reject(boom);
    });
    await expect(failing).rejects.toBe(boom);
    expect(tries).toBe(1);
  });
});

describe('a breaker', () => {
  it('opens after failures in a row and then refuses without trying', async () => {
    const breaker = createBreaker({ failures: 2, openMs: 60_000 });
    let tries = 0;
    const call = () =>
      breaker.run(() => {
        tries += 1;
        return Promise.reject(boom);
      });
    await expect(call()).rejects.toBe(boom);
    expect(breaker.isOpen()).toBe(false);
    await expect(call()).rejects.toBe(boom);
    expect(breaker.isOpen()).toBe(true);
    await expect(call()).rejects.toMatchObject({ code: 'unavailable', kind: 'unavailable' });
    expect(tries).toBe(2);
  });

  it('does not count what is not the other side’s failure', async () => {
    const breaker = createBreaker({ failures: 1, openMs: 60_000, countIf: (error) => error !== boom });
    await expect(breaker.run(() => Promise.reject(boom))).rejects.toBe(boom);
    expect(breaker.isOpen()).toBe(false);
    expect(await breaker.run(() => Promise.resolve(1))).toBe(1);
  });
});

describe('a bounded queue', () => {
  it('runs few at a time, lets few wait and refuses the rest at once', async () => {
    const queue = boundedQueue({ concurrency: 2, limit: 1 });
    const gate = Promise.withResolvers<undefined>();
    let running = 0;
    const work = async () => {
      running += 1;
      await gate.promise;
    };
    const taken = [queue.run(work), queue.run(work), queue.run(work)];
    await expect(queue.run(work)).rejects.toMatchObject({ code: 'overloaded', kind: 'unavailable' });
    expect(running).toBe(2);
    gate.resolve(undefined);
    await Promise.all(taken);
    expect(running).toBe(3);
  });

  it('lets the work’s own error through', async () => {
    await expect(boundedQueue({ concurrency: 1, limit: 0 }).run(() => Promise.reject(boom))).rejects.toBe(
      boom,
    );
  });
});
