import { describe, expect, it } from '@jest/globals';
import { waitAfter } from './retry-policy.ts';

const policy = { attempts: 10, firstWaitMs: 100, longestWaitMs: 1_000 };

describe('the wait before the next try', () => {
  it('doubles up to the longest', () => {
    expect([1, 2, 3, 4, 5, 9].map((attempt) => waitAfter(policy, attempt, () => 1))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
  });

  it('is spread by chance over the upper half', () => {
    expect(waitAfter(policy, 1, () => 0)).toBe(50);
    expect(waitAfter(policy, 1, () => 0.5)).toBe(75);
  });
});
