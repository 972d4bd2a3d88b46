import { describe, expect, it } from '@jest/globals';
import type { Answer } from './model/answer.ts';
import { isDoc, toModel } from './model/values.ts';
import { operatorsOf } from './operators.ts';
import { Statistics } from './statistics.ts';

const found: Answer = { kind: 'rows', rows: [], order: 'any', count: 1, loose: false };
const none: Answer = { ...found, count: 0 };

describe('the statistics of made-up commands', () => {
  it('count operators by the place where they stand', () => {
    const command = toModel({
      update: 'c',
      updates: [
        {
          q: { a: { $not: { $eq: 1 } }, $expr: { $eq: ['$a', { $literal: { $ne: 1 } }] } },
          u: { $set: { 'g.$[x].e': 1 }, $push: { c: { $each: [{ $gt: 1 }], $slice: 2 } } },
          arrayFilters: [{ x: { $elemMatch: { e: { $in: [1] } } } }],
        },
      ],
    });
    expect(isDoc(command) ? operatorsOf(command).sort() : []).toEqual(
      [
        ...['filter $elemMatch', 'filter $eq', 'filter $expr', 'filter $in', 'filter $not'],
        ...['expression $eq', 'expression $literal'],
        ...['update $[identifier]', 'update $each', 'update $push', 'update $set', 'update $slice'],
      ].sort(),
    );
  });

  it('ask nothing of a short run', () => {
    const statistics = new Statistics();
    statistics.add({ find: 'c', filter: { a: { $eq: 1 } } }, none, []);
    expect(statistics.lacking()).toEqual([]);
  });

  it('name what a long run lacks', () => {
    const statistics = new Statistics();
    const query = { find: 'c', filter: { a: { $eq: 1 } } };
    for (let at = 0; at < 100_000; at += 1) statistics.add(query, at % 2 === 0 ? found : none, ['a_2']);
    const [operators = '', indexes = '', hits = ''] = statistics.lacking();
    expect(operators).toContain('filter $ne 0');
    expect(operators).not.toContain('filter $eq ');
    expect(indexes).toContain('a_2 100000');
    expect(hits).toBe('only 50.0 % of the queries returned documents');
  });
});
