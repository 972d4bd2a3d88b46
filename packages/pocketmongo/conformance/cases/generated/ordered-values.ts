import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';

/** A value and its place in the manual's "Comparison/Sort Order": first by bracket, then by rank. */
export interface OrderedValue {
  bracket: number;
  rank: number;
  value: unknown;
}

/** Brackets in their order; in a bracket the values that are equal stand together. */
const BRACKETS: readonly (readonly (readonly unknown[])[])[] = [
  [[new MinKey()]],
  [[null]],
  [
    [new Double(NaN), Decimal128.fromString('NaN')],
    [new Double(-Infinity), Decimal128.fromString('-Infinity')],
    [Long.MIN_VALUE],
    [new Double(-1.5), Decimal128.fromString('-1.50')],
    [new Double(-0), 0, Long.ZERO, Decimal128.fromString('0E+3')],
    [new Double(5e-324)],
    [Decimal128.fromString('0.1')],
    [new Double(0.1)],
    [1, Long.ONE, new Double(1), Decimal128.fromString('1.000')],
    [2_147_483_647, Long.fromNumber(2_147_483_647)],
    [Long.fromString('9007199254740992'), new Double(2 ** 53)],
    [Long.fromString('9007199254740993'), Decimal128.fromString('9007199254740993')],
    [Long.MAX_VALUE],
    [new Double(2 ** 63), Decimal128.fromString('9223372036854775808')],
    [new Double(Infinity), Decimal128.fromString('Infinity')],
  ],
  [[''], ['A'], ['a'], ['aa'], ['b'], ['ä'], ['\u{1f600}']],
  [[{}], [{ a: 1 }, { a: new Double(1) }], [{ a: 1, b: 0 }], [{ a: 2 }], [{ b: 0 }], [{ a: 'x' }]],
  [[new Binary(Buffer.from([9]))], [new Binary(Buffer.from([1, 2]))], [new Binary(Buffer.from([1, 2]), 5)]],
  [[new ObjectId('000000000000000000000001')], [new ObjectId('ffffffffffffffffffffffff')]],
  [[false], [true]],
  [[new Date(-1)], [new Date(0)], [new Date(8.64e15)]],
  [[new Timestamp({ t: 1, i: 2 })], [new Timestamp({ t: 2, i: 1 })]],
  [[new BSONRegExp('a', '')], [new BSONRegExp('a', 'i')], [new BSONRegExp('b', '')]],
  [[new MaxKey()]],
];

export const ORDERED_VALUES: readonly OrderedValue[] = BRACKETS.flatMap((groups, bracket) =>
  groups.flatMap((values, rank) => values.map((value) => ({ bracket, rank, value }))),
);

export const NULL_BRACKET = 1;
export const NUMBER_BRACKET = 2;
export const REGEX_BRACKET = 10;
export const LAST_BRACKET = BRACKETS.length - 1;

/** −1, 0 or 1, by the table alone. */
export const orderOf = (a: OrderedValue, b: OrderedValue): number =>
  Math.sign(a.bracket - b.bracket || a.rank - b.rank);
