import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { doc } from '../../bson/values.ts';
import { toDoc, toPlain, toValue } from '../../../test/plain.ts';
import { compileExpression, evaluate } from './compile.ts';

const DOCUMENT = {
  n: 4,
  long: Long.fromString('9007199254740993'),
  text: 'Souk à la carte',
  list: [3, 1, 2],
  docs: [{ v: 1 }, { v: 2 }, {}],
  date: new Date('2024-02-29T13:14:15.016Z'),
  nothing: null,
};

/** The value as a driver reads it without promotion; undefined for missing. */
function valueOf(expression: unknown): unknown {
  const value = evaluate(compileExpression(toValue(expression)), toDoc(DOCUMENT));
  return value === undefined ? undefined : toPlain(doc({ value }), false)['value'];
}

const exact = (value: unknown): unknown => toPlain(doc({ value: toValue(value) }), false)['value'];

const CASES: [unknown, unknown][] = [
  ['$n', 4],
  ['$docs.v', [1, 2]],
  ['$$ROOT.n', 4],
  [{ $literal: '$n' }, '$n'],
  [{ $add: ['$long', 1] }, Long.fromString('9007199254740994')],
  [{ $add: [2_147_483_647, 1] }, Long.fromNumber(2_147_483_648)],
  [{ $add: ['$date', 1000] }, new Date('2024-02-29T13:14:16.016Z')],
  [{ $add: [1, '$missing'] }, null],
  [{ $subtract: ['$date', new Date('2024-02-29T13:14:15.000Z')] }, Long.fromNumber(16)],
  [{ $multiply: [Decimal128.fromString('1.10'), 3] }, Decimal128.fromString('3.30')],
  [{ $divide: [1, 4] }, 0.25],
  [{ $divide: [4, 2] }, new Double(2)],
  [
    { $divide: [Decimal128.fromString('1'), 3] },
    Decimal128.fromString('0.3333333333333333333333333333333333'),
  ],
  [{ $divide: [Decimal128.fromString('10'), 4] }, Decimal128.fromString('2.5')],
  [{ $mod: [-7, 3] }, -1],
  [{ $abs: -5 }, 5],
  [{ $round: [2.5, 0] }, new Double(2)],
  [{ $round: [Decimal128.fromString('2.345'), 2] }, Decimal128.fromString('2.34')],
  [{ $round: [1250, -2] }, 1200],
  [{ $floor: -1.5 }, new Double(-2)],
  [{ $sum: '$list' }, 6],
  [{ $avg: ['$n', 6] }, new Double(5)],
  [{ $max: '$list' }, 3],
  [{ $eq: [1, new Double(1)] }, true],
  [{ $gt: ['a', 1] }, true],
  [{ $cmp: [1, 2] }, -1],
  [{ $and: [1, '$nothing'] }, false],
  [{ $cond: [{ $gt: ['$n', 3] }, 'yes', 'no'] }, 'yes'],
  [{ $ifNull: ['$nothing', '$missing', 7] }, 7],
  [{ $switch: { branches: [{ case: false, then: 1 }], default: 2 } }, 2],
  [{ $let: { vars: { x: 2 }, in: { $multiply: ['$$x', '$n'] } } }, 8],
  [{ $map: { input: '$list', as: 'e', in: { $add: ['$$e', 1] } } }, [4, 2, 3]],
  [{ $filter: { input: '$list', cond: { $gt: ['$$this', 1] } } }, [3, 2]],
  [{ $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [{ $size: '$list' }, 3],
  [{ $arrayElemAt: ['$list', -1] }, 2],
  [{ $slice: ['$list', 1, 1] }, [1]],
  [{ $in: [2, '$list'] }, true],
  [{ $concatArrays: ['$list', [9]] }, [3, 1, 2, 9]],
  [{ $sortArray: { input: '$list', sortBy: 1 } }, [1, 2, 3]],
  [
    {
      $setIntersection: [
        [1, 2],
        [new Double(2), 3],
      ],
    },
    [2],
  ],
  [{ $concat: ['a', 'b'] }, 'ab'],
  [{ $toUpper: 'abc' }, 'ABC'],
  [{ $strLenCP: '$text' }, 15],
  [{ $substrCP: ['$text', 5, 1] }, 'à'],
  [{ $split: ['a,b', ','] }, ['a', 'b']],
  [{ $trim: { input: '  x ' } }, 'x'],
  [{ $regexMatch: { input: '$text', regex: /CARTE/i } }, true],
  [{ $toInt: '42' }, 42],
  [{ $toLong: '$n' }, Long.fromNumber(4)],
  [{ $toString: '$long' }, '9007199254740993'],
  [{ $toDecimal: '1.50' }, Decimal128.fromString('1.50')],
  [{ $toObjectId: '0123456789abcdef01234567' }, ObjectId.createFromHexString('0123456789abcdef01234567')],
  [{ $convert: { input: 'x', to: 'int', onError: 'bad' } }, 'bad'],
  [{ $type: '$missing' }, 'missing'],
  [{ $year: '$date' }, 2024],
  [{ $dayOfYear: '$date' }, 60],
  [{ $isoWeek: '$date' }, 9],
  [{ $hour: { date: '$date', timezone: 'America/Sao_Paulo' } }, 10],
  [{ $dateToString: { date: '$date', format: '%Y-%m-%d %H:%M:%S.%L' } }, '2024-02-29 13:14:15.016'],
  [{ $mergeObjects: [{ a: 1 }, { a: 2, b: 3 }] }, { a: 2, b: 3 }],
  [{ $setField: { field: { $literal: '$a' }, input: { b: 1 }, value: 2 } }, { b: 1, $a: 2 }],
  [{ $objectToArray: { a: 1 } }, [{ k: 'a', v: 1 }]],
  [{ $arrayToObject: [[['a', 1]]] }, { a: 1 }],
  [{ $dateAdd: { startDate: new Date('2024-01-31'), unit: 'month', amount: 1 } }, new Date('2024-02-29')],
  [{ $dateSubtract: { startDate: '$date', unit: 'hour', amount: 2 } }, new Date('2024-02-29T11:14:15.016Z')],
  [{ $dateDiff: { startDate: new Date('2023-12-31'), endDate: '$date', unit: 'month' } }, Long.fromNumber(2)],
  [{ $dateTrunc: { date: '$date', unit: 'week', startOfWeek: 'mon' } }, new Date('2024-02-26')],
  [{ $dateTrunc: { date: '$date', unit: 'quarter' } }, new Date('2024-01-01')],
  [{ $dateFromParts: { year: 2024, month: 14, day: 1 } }, new Date('2025-02-01')],
  [{ $dateFromParts: { isoWeekYear: 2024, isoWeek: 9, isoDayOfWeek: 4 } }, new Date('2024-02-29')],
  [{ $dateFromString: { dateString: '29.02.2024', format: '%d.%m.%Y' } }, new Date('2024-02-29')],
  [{ $dateFromString: { dateString: '2023-02-29', onError: 'none' } }, 'none'],
  [{ $getField: { field: 'day', input: { $dateToParts: { date: '$date' } } } }, 29],
  [{ $bitAnd: [12, 10] }, 8],
  [{ $bitNot: Long.fromNumber(0) }, Long.fromNumber(-1)],
  [{ $sin: 0 }, new Double(0)],
  [{ $atan2: [0, -1] }, Math.PI],
  [
    { $zip: { inputs: ['$list', ['a']], useLongestLength: true, defaults: [0, 'z'] } },
    [
      [3, 'a'],
      [1, 'z'],
      [2, 'z'],
    ],
  ],
  [{ $maxN: { n: 2, input: '$list' } }, [3, 2]],
  [{ $lastN: { n: 2, input: '$list' } }, [1, 2]],
  [{ $indexOfBytes: ['$text', 'la'] }, 8],
  [{ $bsonSize: { a: 1 } }, 12],
  [{ $stdDevPop: [1, 3] }, new Double(1)],
  [{ $stdDevSamp: '$n' }, null],
  [{ $median: { input: '$list', method: 'approximate' } }, new Double(2)],
  [{ $percentile: { input: '$list', p: [0, 1], method: 'approximate' } }, [new Double(1), new Double(3)]],
];

describe('expressions', () => {
  it.each(CASES)('%j', (expression, expected) => {
    expect(valueOf(expression)).toEqual(exact(expected));
  });

  it.each<[unknown, string]>([
    [{ $bogus: 1 }, "Unrecognized expression '$bogus'"],
    [{ $add: ['x', 1] }, '$add only supports numeric or date types'],
    [{ $divide: [1, 0] }, "can't $divide by zero"],
    [{ $toInt: 'x' }, 'Failed to parse'],
    [{ $toInt: Long.fromNumber(2 ** 40) }, 'overflow'],
    [{ $setField: { field: '$n', input: {}, value: 2 } }, 'a field path is none'],
    ['$$unknown', 'Use of undefined variable: unknown'],
    [{ $size: '$n' }, 'must be an array'],
    [{ $cond: [1] }, 'takes exactly 3 arguments'],
  ])('%j is refused', (expression, message) => expect(() => valueOf(expression)).toThrow(message));

  it('a missing field stays missing', () => expect(valueOf('$missing.deep')).toBeUndefined());
  it('names of object properties reach nothing', () => expect(valueOf('$constructor.name')).toBeUndefined());
  it('numbers keep their type', () => expect(valueOf('$n')).toEqual(new Int32(4)));
});
