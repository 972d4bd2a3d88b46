import { describe, expect, it } from '@jest/globals';
import { checkHistory } from './check-history.ts';
import type { Attempt, History, Step } from './history.ts';

/** `a1 r1:2,3` in words: appends 1 to row 0; reads row 1 as 2, 3. */
function steps(words: string): Step[] {
  return words.split(' ').map((word): Step => {
    const [, kind = '', row = '', rest = ''] = /^([ar])(\d)[:=](.*)$/.exec(word) ?? [];
    if (kind === 'a') return { kind: 'append', row: Number(row), value: Number(rest) };
    return { kind: 'read', row: Number(row), list: rest === '' ? [] : rest.split(',').map(Number) };
  });
}

type Told = [words: string, outcome?: Attempt['outcome'], from?: number, to?: number];

function history(final: Record<number, number[]>, ...told: Told[]): History {
  const attempts = told.map(([words, outcome = 'committed', startedAt = 0, endedAt = 10], id): Attempt => ({
    id,
    outcome,
    startedAt,
    endedAt,
    steps: steps(words),
  }));
  return { attempts, final: new Map(Object.entries(final).map(([row, list]) => [Number(row), list])) };
}

const anomalies = (given: History): string[] => checkHistory(given).problems.map(({ anomaly }) => anomaly);

describe('the checker of histories', () => {
  it('lets a good history pass', () => {
    const given = history(
      { 0: [1, 2], 1: [3] },
      ['a0=1', 'committed', 0, 1],
      ['r0:1 a0=2 r0:1,2 a1=3', 'committed', 2, 3],
      ['r0:1', 'committed', 2, 4],
      ['a0=9', 'aborted', 0, 9],
    );
    expect(checkHistory(given)).toEqual({ problems: [], writeSkews: 0 });
  });

  it('lets write skew pass, and counts it', () => {
    const given = history({ 0: [1], 1: [2] }, ['r0: r1: a0=1'], ['r0: r1: a1=2']);
    expect(checkHistory(given)).toEqual({ problems: [], writeSkews: 1 });
  });

  it.each<[string, History]>([
    ['lost update', history({ 0: [2] }, ['r0: a0=1'], ['r0: a0=2'])],
    ['G1a aborted read', history({ 0: [] }, ['a0=1', 'aborted'], ['r0:1'])],
    ['G1a aborted write stays', history({ 0: [1] }, ['a0=1', 'aborted'])],
    ['G1b intermediate read', history({ 0: [1, 2] }, ['a0=1 a0=2'], ['r0:1'])],
    ['non-repeatable read', history({ 0: [1] }, ['a0=1'], ['r0: r0:1'])],
    ['own write not seen', history({ 0: [1] }, ['a0=1 r0:'])],
    ['value from nowhere', history({ 0: [] }, ['r0:7'])],
    ['value twice', history({ 0: [1, 1] }, ['a0=1'], ['r0:1,1'])],
    ['incompatible order', history({ 0: [1, 2] }, ['a0=1'], ['a0=2'], ['r0:2'])],
    ['stale read', history({ 0: [1] }, ['a0=1', 'committed', 0, 1], ['r0:', 'committed', 2, 3])],
    ['G0 write cycle', history({ 0: [1, 3], 1: [4, 2] }, ['a0=1 a1=2'], ['a0=3 a1=4'])],
    ['G1c circular information flow', history({ 0: [1], 1: [2] }, ['a0=1 r1:2'], ['a1=2 r0:1'])],
    ['G-single read skew', history({ 0: [1], 1: [2] }, ['a0=1 a1=2'], ['r0: r1:2'])],
    ['G-nonadjacent', history({ 0: [1], 1: [2] }, ['a0=1'], ['r0: r1:2'], ['a1=2'], ['r1: r0:1'])],
  ])('finds: %s', (anomaly, given) => {
    expect(anomalies(given)).toContain(anomaly);
  });
});
