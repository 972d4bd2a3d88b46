import type { Document } from 'mongodb';
import { answered, covering, inTurns, settled, type Table } from '../case.ts';
import { exact } from '../same.ts';
import { applied } from '../values.ts';

/** An operator's argument, the value it gives (undefined: none) or the refusal, and the document it sees. */
export type ExpressionRow = readonly [argument: unknown, expected: unknown, document?: Document];

/** Expression operators, each over one document. */
export function expressions(name: string, rows: Readonly<Record<string, readonly ExpressionRow[]>>): Table {
  const cases = Object.entries(rows).flatMap(([operator, list]) =>
    list.map(([argument, expected, document = {}]) => ({
      expression: applied(operator, argument),
      expected,
      document,
    })),
  );
  return {
    name: `expressions: ${name}`,
    covers: covering('expression', rows),
    ask: (db) =>
      inTurns(cases, async ({ expression, expected, document }) => {
        const found = db
          .aggregate([{ $documents: [{ $literal: document }] }, { $project: { _id: 0, value: expression } }])
          .next()
          .then((result) => result?.['value'] as unknown);
        return answered(exact(expression), await settled(found), expected);
      }),
  };
}
