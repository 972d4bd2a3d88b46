import { describe, expect, it } from '@jest/globals';
import { RecentWrites } from './recent-writes.ts';

describe('the keys that were written lately', () => {
  it('are as many as were written since the oldest open transaction began, however long there is one', () => {
    const recent = new RecentWrites();
    let most = 0;
    for (let number = 1; number <= 200_000; number += 1) {
      recent.note([`key ${number}`], number);
      recent.trim(() => number - 100);
      most = Math.max(most, recent.size);
    }
    expect(most).toBeLessThanOrEqual(20_000);
    expect(recent.last('key 199901')).toBe(199_901);
    expect(recent.last('key 1')).toBe(0);
  });

  it('stay as long as an open transaction may miss them', () => {
    const recent = new RecentWrites();
    for (let number = 1; number <= 50_000; number += 1) {
      recent.note([`key ${number}`], number);
      recent.trim(() => 10);
    }
    expect(recent.last('key 11')).toBe(11);
    expect(recent.size).toBeGreaterThan(49_000);
    recent.clear();
    expect(recent.size).toBe(0);
  });
});
