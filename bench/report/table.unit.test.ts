import { describe, expect, it } from '@jest/globals';
import { isMet, type Row } from './row.ts';
import { tableOf } from './table.ts';

const row = (fields: Partial<Row>): Row => ({ what: 'lists', value: 700, unit: '/s', ...fields });

describe('the benchmark’s table', () => {
  it('knows a figure without a goal from one that is met or missed', () => {
    expect(isMet(row({}))).toBeNull();
    expect(isMet(row({ goal: { kind: 'at-least', value: 700 } }))).toBe(true);
    expect(isMet(row({ goal: { kind: 'at-most', value: 699 } }))).toBe(false);
  });

  it('holds a share against the bare limit of the same run', () => {
    const share = { kind: 'share', value: 0.6 } as const;
    expect(isMet(row({ goal: share, bare: { what: 'Express', value: 1_000 } }))).toBe(true);
    expect(isMet(row({ goal: share, bare: { what: 'Express', value: 1_200 } }))).toBe(false);
    expect(isMet(row({ goal: share }))).toBe(false);
  });

  it('shows figure, limit, share and verdict on one line', () => {
    const line = tableOf([
      row({ goal: { kind: 'share', value: 0.6 }, bare: { what: 'Express', value: 1_000 } }),
    ]);
    expect(line).toMatch(/lists +\| 700 \/s +\| 1,000 Express \| 70 % +\| ≥ 60 % \| met/);
  });
});
