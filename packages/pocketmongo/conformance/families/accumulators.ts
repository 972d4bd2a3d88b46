import { answered, covering, inTurns, settled, type Table } from '../case.ts';
import { exact } from '../same.ts';
import { applied, withField } from '../values.ts';

/** The values of `v`, the accumulator's argument, and what the one group of them all gives. */
export type AccumulatorRow = readonly [values: readonly unknown[], argument: unknown, expected: unknown];

/** Accumulators of `$group` over one group. */
export function accumulators(name: string, rows: Readonly<Record<string, readonly AccumulatorRow[]>>): Table {
  const cases = Object.entries(rows).flatMap(([operator, list]) =>
    list.map(([values, argument, expected]) => ({
      documents: values.map((value, _id) => withField({ _id }, 'v', value)),
      accumulator: applied(operator, argument),
      expected,
    })),
  );
  return {
    name: `accumulators: ${name}`,
    covers: covering('accumulator', rows),
    ask: (db) =>
      inTurns(cases, async ({ documents, accumulator, expected }) => {
        const found = db
          .aggregate([
            { $documents: { $literal: documents } },
            { $group: { _id: null, result: accumulator } },
          ])
          .next()
          .then((result) => result?.['result'] as unknown);
        return answered(`${exact(accumulator)} of ${exact(documents)}`, await settled(found), expected);
      }),
  };
}
