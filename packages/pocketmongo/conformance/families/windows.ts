import type { Document } from 'mongodb';
import { answered, covering, inTurns, settled, type Table } from '../case.ts';
import { exact } from '../same.ts';
import { withField } from '../values.ts';

export interface WindowOptions {
  /** The values of `i` that the documents are ordered by; 0, 1, … without it. */
  at?: readonly unknown[];
  /** Another order than `{i: 1}`; null for none. */
  sortBy?: Document | null;
  partitionBy?: unknown;
}

/** The values of `v` in order, the function's argument, its window, and the result for each document. */
export type WindowRow = readonly [
  values: readonly unknown[],
  argument: unknown,
  window: Document | undefined,
  expected: unknown,
  options?: WindowOptions,
];

/** Functions of `$setWindowFields`. */
export function windows(name: string, rows: Readonly<Record<string, readonly WindowRow[]>>): Table {
  const cases = Object.entries(rows).flatMap(([operator, list]) =>
    list.map(([values, argument, window, expected, { at, sortBy = { i: 1 }, partitionBy } = {}]) => ({
      documents: values.map((value, index) => withField({ _id: index, i: at?.[index] ?? index }, 'v', value)),
      stage: withField(
        withField(
          { output: { result: withField({ [operator]: argument }, 'window', window) } },
          'sortBy',
          sortBy ?? undefined,
        ),
        'partitionBy',
        partitionBy,
      ),
      expected,
    })),
  );
  return {
    name: `window functions: ${name}`,
    covers: covering('window', rows),
    ask: (db) =>
      inTurns(cases, async ({ documents, stage, expected }) => {
        const found = db
          .aggregate([
            { $documents: { $literal: documents } },
            { $setWindowFields: stage },
            { $sort: { _id: 1 } },
          ])
          .toArray()
          .then((results) => results.map((result) => result['result'] as unknown));
        return answered(`${exact(stage)} of ${exact(documents)}`, await settled(found), expected);
      }),
  };
}
