import { Decimal128, Double, Int32, Long } from 'mongodb';
import type { Case, Table } from '../case.ts';
import { exact, expectSame } from '../same.ts';

const DATE = new Date('2024-02-29T13:14:15.016Z');
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

/** An expression, and its value by the manual; undefined for a field that is left out. */
const VALUES: readonly [unknown, unknown][] = [
  // Null and missing.
  ...['$abs', '$ceil', '$floor', '$exp', '$ln', '$sqrt', '$sin', '$toInt', '$toString', '$year', '$reverseArray', '$objectToArray'].flatMap(
    (name): [unknown, unknown][] => [
      [{ [name]: null }, null],
      [{ [name]: '$missing' }, null],
    ],
  ),
  ...['$add', '$subtract', '$multiply', '$divide', '$mod', '$pow', '$log', '$concatArrays', '$split'].map(
    (name): [unknown, unknown] => [{ [name]: [null, '$missing'] }, null],
  ),
  [{ $toLower: null }, ''],
  [{ $substrCP: [null, 0, 1] }, ''],
  [{ $ifNull: [null, '$missing', 3] }, new Int32(3)],
  [{ $type: '$missing' }, 'missing'],
  [{ a: '$missing', b: 1 }, { b: new Int32(1) }],
  [['$missing', 1], [null, new Int32(1)]],
  ['$missing', undefined],
  // The borders of the integers.
  [{ $add: [2_147_483_647, 1] }, Long.fromNumber(2_147_483_648)],
  [{ $add: [Long.MAX_VALUE, 1] }, new Double(2 ** 63)],
  [{ $multiply: [Long.MAX_VALUE, Long.MAX_VALUE] }, new Double(2 ** 63 * 2 ** 63)],
  [{ $subtract: [-2_147_483_648, 1] }, Long.fromNumber(-2_147_483_649)],
  [{ $abs: -2_147_483_648 }, Long.fromNumber(2_147_483_648)],
  [{ $divide: [7, 2] }, new Double(3.5)],
  [{ $divide: [decimal('1'), 3] }, decimal('0.3333333333333333333333333333333333')],
  [{ $mod: [-7, 3] }, new Int32(-1)],
  [{ $pow: [2, 10] }, new Int32(1024)],
  [{ $pow: [2, 40] }, Long.fromNumber(2 ** 40)],
  // Rounding goes to the even neighbour.
  ...([[0.5, 0], [1.5, 2], [2.5, 2], [3.5, 4], [-0.6, -1], [-2.5, -2]] as const).map(([from, to]): [unknown, unknown] => [
    { $round: new Double(from) },
    new Double(to),
  ]),
  [{ $trunc: [19.25, 1] }, new Double(19.2)],
  [{ $round: [1234, -2] }, new Int32(1200)],
  // Texts by code points and bytes.
  [{ $strLenCP: 'ñ😀' }, new Int32(2)],
  [{ $strLenBytes: 'ñ😀' }, new Int32(6)],
  [{ $substrCP: ['añ😀b', 1, 2] }, 'ñ😀'],
  [{ $indexOfCP: ['añ😀b', 'b'] }, new Int32(3)],
  [{ $split: ['a-b-c', '-'] }, ['a', 'b', 'c']],
  [{ $trim: { input: ' \t x \n' } }, 'x'],
  [{ $replaceAll: { input: 'a.a', find: '.', replacement: '+' } }, 'a+a'],
  // Arrays and sets.
  [{ $arrayElemAt: [[1, 2, 3], -1] }, new Int32(3)],
  [{ $arrayElemAt: [[1], 5] }, undefined],
  [{ $slice: [[1, 2, 3], -2] }, [new Int32(2), new Int32(3)]],
  [{ $range: [10, 0, -4] }, [10, 6, 2].map((number) => new Int32(number))],
  [{ $indexOfArray: [['a', 'b'], 'b'] }, new Int32(1)],
  [{ $in: [new Double(1), [1]] }, true],
  [{ $setEquals: [[1, 2, 1], [2, 1]] }, true],
  [{ $setIsSubset: [[1], [[1]]] }, false],
  [{ $allElementsTrue: [[]] }, true],
  [{ $anyElementTrue: [[]] }, false],
  [{ $reduce: { input: ['a', 'b'], initialValue: '', in: { $concat: ['$$value', '$$this'] } } }, 'ab'],
  [{ $sum: ['a', 1, null, 2] }, new Int32(3)],
  [{ $avg: ['a'] }, null],
  [{ $max: [1, 'a', null] }, 'a'],
  // Dates.
  [{ $dayOfYear: DATE }, new Int32(60)],
  [{ $isoWeek: DATE }, new Int32(9)],
  [{ $week: DATE }, new Int32(8)],
  [{ $dateAdd: { startDate: new Date('2024-01-31'), unit: 'month', amount: 1 } }, new Date('2024-02-29')],
  [{ $dateDiff: { startDate: new Date('2023-12-31'), endDate: DATE, unit: 'year' } }, Long.ONE],
  [{ $dateTrunc: { date: DATE, unit: 'quarter' } }, new Date('2024-01-01')],
  [{ $dateTrunc: { date: DATE, unit: 'hour', binSize: 2 } }, new Date('2024-02-29T12:00:00Z')],
  [{ $dateToString: { date: DATE, format: '%G-W%V-%u %j' } }, '2024-W09-4 060'],
  [{ $dateFromParts: { year: 2024, month: 14 } }, new Date('2025-02-01')],
  [{ $hour: { date: DATE, timezone: 'Asia/Kolkata' } }, new Int32(18)],
  // Conversions.
  [{ $toInt: '-5' }, new Int32(-5)],
  [{ $toInt: new Double(2.9) }, new Int32(2)],
  [{ $toLong: DATE }, Long.fromNumber(DATE.getTime())],
  [{ $toDecimal: '1.50' }, decimal('1.50')],
  [{ $toBool: '' }, true],
  [{ $toBool: new Double(0) }, false],
  [{ $toString: new Double(2.5) }, '2.5'],
  [{ $toDate: Long.fromNumber(0) }, new Date(0)],
  [{ $convert: { input: 'x', to: 'int', onError: -1 } }, new Int32(-1)],
  [{ $isNumber: 'x' }, false],
]; // prettier-ignore

/** An expression that is refused, and the code of the refusal. */
const REFUSED: readonly [unknown, number][] = [
  [{ $bogus: 1 }, 168],
  [{ $add: ['a', 1] }, 14],
  [{ $divide: [1, 0] }, 2],
  [{ $mod: [1, 0] }, 16610],
  [{ $sqrt: -1 }, 28714],
  [{ $toInt: 'x' }, 241],
  [{ $toInt: Long.MAX_VALUE }, 241],
  [{ $size: 1 }, 17124],
  [{ $concat: [1] }, 16702],
  [{ $switch: { branches: [{ case: false, then: 1 }] } }, 40066],
  [{ $in: [1, 1] }, 40081],
  [{ $range: [0, 5, 0] }, 34449],
  [{ $slice: [[1], 0, 0] }, 28729],
  ['$$unknown', 17276],
  [{ $year: 'x' }, 16006],
  [{ $split: ['a', ''] }, 40087],
];

/** Expressions whose values the manual gives. */
export const expressionValues: Table = {
  name: 'expressions: values and refusals by the manual',
  ask: async (db) => {
    const evaluate = (expression: unknown): Promise<unknown> =>
      db
        .aggregate([{ $documents: [{}] }, { $addFields: { value: expression } }])
        .next()
        .then(
          (found) => found?.['value'] as unknown,
          (error: unknown) => error,
        );
    const cases: Case[] = [];
    for (const [expression, expected] of VALUES) {
      const found = await evaluate(expression);
      cases.push({
        name: exact(expression),
        check: () => {
          if (Error.isError(found)) throw found;
          expectSame(found, expected);
        },
      });
    }
    for (const [expression, code] of REFUSED) {
      const found = await evaluate(expression);
      cases.push({
        name: `${exact(expression)} is refused`,
        check: () => {
          if (!Error.isError(found)) throw new Error(`expected ${code}, found ${exact(found)}`);
          expectSame('code' in found ? found.code : found.message, code);
        },
      });
    }
    return cases;
  },
};
