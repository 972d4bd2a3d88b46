import { expect, it } from '@jest/globals';
import { comparePlans } from './compare-plans.ts';
import { INDEXES } from './index-kinds.ts';

it('queries find the same with and without each kind of index', async () => {
  const report = await comparePlans(20_260, 2, 40);
  expect(report.differences).toEqual([]);
  expect(report.fruitful).toBeGreaterThan(20);
  const unused = INDEXES.filter(({ name }) => !report.used.has(name)).map(({ name }) => name);
  expect(
    unused.filter((name) => !['hidden', 'partial', 'partialNumber', 'ciPartial'].includes(name)),
  ).toEqual([]);
});
