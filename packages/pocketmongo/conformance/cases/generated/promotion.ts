import { Decimal128, Double, Int32, Long } from 'mongodb';
import type { Table } from '../../case.ts';
import { exact } from '../../same.ts';

/** The four numeric types, the widest last, with the same numbers in each. */
const TYPES: readonly [string, (number: number) => unknown][] = [
  ['int', (number) => new Int32(number)],
  ['long', (number) => Long.fromNumber(number)],
  ['double', (number) => new Double(number)],
  ['decimal', (number) => Decimal128.fromString(String(number))],
];

const OPERATIONS: readonly [string, (a: number, b: number) => number][] = [
  ['$add', (a, b) => a + b],
  ['$subtract', (a, b) => a - b],
  ['$multiply', (a, b) => a * b],
  ['$mod', (a, b) => a % b],
];

const PAIRS: readonly (readonly [number, number])[] = [[7, 2], [-7, 2], [0, 5], [12, -4]]; // prettier-ignore

/** Arithmetic gives the wider type of its arguments, and the same number in all of them. */
export const promotion: Table = {
  name: 'expressions: arithmetic over every pair of numeric types',
  ask: async (db) => {
    const asked = OPERATIONS.flatMap(([operator, compute]) =>
      PAIRS.flatMap(([a, b]) =>
        TYPES.flatMap(([, left], i) =>
          TYPES.map(([, right], j) => ({
            expression: { [operator]: [left(a), right(b)] },
            type: TYPES[Math.max(i, j)]?.[0],
            number: compute(a, b),
          })),
        ),
      ),
    );
    const [found = {}] = await db
      .aggregate([
        { $documents: [{}] },
        {
          $project: {
            types: asked.map(({ expression }) => ({ $type: expression })),
            numbers: asked.map(({ expression }) => ({ $toDouble: expression })),
          },
        },
      ])
      .toArray();
    return asked.map(({ expression, type, number }, index) => ({
      name: exact(expression),
      check: () => {
        const foundType = (found['types'] as string[])[index];
        const value = Number((found['numbers'] as unknown[])[index]);
        if (foundType !== type) throw new Error(`expected a ${type}, found a ${foundType}`);
        if (value !== number) throw new Error(`expected ${number}, found ${value}`);
      },
    }));
  },
};
