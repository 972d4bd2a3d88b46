import type { Document } from 'mongodb';
import type { Case, Table } from '../../case.ts';
import { exact, expectSame } from '../../same.ts';
import {
  LAST_BRACKET,
  NULL_BRACKET,
  NUMBER_BRACKET,
  ORDERED_VALUES,
  type OrderedValue,
  orderOf,
  REGEX_BRACKET,
} from './ordered-values.ts';

type Stored = Document & { _id: number };

/** Every pair of the values, compared by an expression: the table of the order itself says what comes out. */
export const comparisonExpressions: Table = {
  name: 'expressions: $cmp $eq $ne $lt $lte $gt $gte of every pair',
  ask: async (db) => {
    const cases: Case[] = [];
    for (const left of ORDERED_VALUES) {
      const pairs = ORDERED_VALUES.map(({ value }) => [{ $literal: left.value }, { $literal: value }]);
      const [found = {}] = await db
        .aggregate([
          { $documents: [{}] },
          {
            $project: Object.fromEntries(
              OPERATORS.map(([name]) => [name.slice(1), pairs.map((pair) => ({ [name]: pair }))]),
            ),
          },
        ])
        .toArray();
      ORDERED_VALUES.forEach((right, index) => {
        for (const [name, expected] of OPERATORS) {
          cases.push({
            name: `{${name}: [${exact(left.value)}, ${exact(right.value)}]}`,
            check: () =>
              expectSame((found[name.slice(1)] as unknown[])[index], expected(orderOf(left, right))),
          });
        }
      });
    }
    return cases;
  },
};

const OPERATORS: readonly [string, (order: number) => unknown][] = [
  ['$cmp', (order) => order],
  ['$eq', (order) => order === 0],
  ['$ne', (order) => order !== 0],
  ['$lt', (order) => order < 0],
  ['$lte', (order) => order <= 0],
  ['$gt', (order) => order > 0],
  ['$gte', (order) => order >= 0],
];

/** NaN equals itself and is neither above nor below another number. */
const isNaN = ({ bracket, rank }: OrderedValue): boolean => bracket === NUMBER_BRACKET && rank === 0;

/** Filters compare within a bracket only. */
const within =
  (test: (order: number) => boolean) =>
  (stored: OrderedValue, operand: OrderedValue): boolean =>
    stored.bracket === operand.bracket &&
    (isNaN(stored) === isNaN(operand) || operand.bracket !== NUMBER_BRACKET) &&
    test(orderOf(stored, operand));

const FILTERS: readonly [string, (stored: OrderedValue, operand: OrderedValue) => boolean][] = [
  ['$eq', (stored, operand) => orderOf(stored, operand) === 0],
  ['$ne', (stored, operand) => orderOf(stored, operand) !== 0],
  ['$lt', within((order) => order < 0)],
  ['$lte', within((order) => order <= 0)],
  ['$gt', within((order) => order > 0)],
  ['$gte', within((order) => order >= 0)],
];

/** The keys of the ends compare across brackets, and regular expressions don't compare at all: left to other tables. */
const OPERANDS = ORDERED_VALUES.filter(
  ({ bracket }) => bracket > 0 && bracket < LAST_BRACKET && bracket !== REGEX_BRACKET,
);

/** Every filter with every value as its operand; one document holds each value, one holds none. */
export const comparisonFilters: Table = {
  name: 'filters: $eq $ne $lt $lte $gt $gte with every operand, with and without an index',
  ask: async (db) => {
    const missing: OrderedValue = { bracket: NULL_BRACKET, rank: 0, value: undefined };
    const stored = [...OPERANDS, missing];
    const cases: Case[] = [];
    for (const indexed of [false, true]) {
      const collection = db.collection<Stored>(indexed ? 'filters_indexed' : 'filters');
      await collection.drop();
      await collection.insertMany(
        stored.map(({ value }, _id) => (value === undefined ? { _id } : { _id, v: value })),
      );
      if (indexed) await collection.createIndex({ v: 1 }, {}, {});
      for (const operand of OPERANDS) {
        for (const [name, expected] of FILTERS) {
          const found = await collection
            .find({ v: { [name]: operand.value } })
            .sort({ _id: 1 })
            .toArray();
          cases.push({
            name: `${indexed ? 'indexed ' : ''}{v: {${name}: ${exact(operand.value)}}}`,
            check: () =>
              expectSame(
                found.map(({ _id }) => _id),
                stored.flatMap((one, _id) => (expected(one, operand) ? [_id] : [])),
              ),
          });
        }
      }
    }
    return cases;
  },
};
