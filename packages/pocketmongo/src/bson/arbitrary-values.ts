import fc from 'fast-check';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  double,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  type Doc,
  type Value,
} from './values.ts';

const numbers: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer(),
  fc.constantFrom<Value>(
    new Double(1),
    new Double(-2),
    -0,
    Number.NaN,
    Infinity,
    -Infinity,
    5e-324,
    1.7976931348623157e308,
  ),
  fc.double().map((n): Value => double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom<Value>(2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2 ** 53, 2n ** 63n - 1n, 2 ** 63),
  fc
    .tuple(
      fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
      fc.integer({ min: -6176, max: 6111 }),
    )
    .map(([c, e]): Value => Decimal128.fromString(`${c}E${e}`)),
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -3, max: 3 }))
    .map(([c, e]): Value => Decimal128.fromString(`${c}E${e}`)),
  fc
    .constantFrom('0.1', '0.5', '9007199254740993', 'NaN', 'Infinity', '-Infinity', '-0')
    .map((s): Value => Decimal128.fromString(s)),
);

const texts = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'a\0', 'a\0b', 'é', '\uffff', '😀', 'b'),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
);

const leaves: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: numbers },
  { weight: 3, arbitrary: texts },
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes): Value => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 6 }), fc.constantFrom(0, 4, 128))
    .map(([bytes, type]): Value => new Binary(bytes, type)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]): Value => new Timestamp({ t, i })),
  fc.constantFrom<Value>(new MinKey(), new MaxKey(), new BSONRegExp('^a', 'i'), new BSONRegExp('b')),
);

/** Values of all common types, with many equal and nearly equal ones; for property tests. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: leaves },
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value')), { maxLength: 3 })
      .map((fields): Value => new Map(fields)),
  ),
})).value;

export const documents: fc.Arbitrary<Doc> = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('a', 'b', '', '__proto__', 'constructor'),
        texts.map((t) => t.replaceAll('\0', '')),
      ),
      values,
    ),
    { maxLength: 6 },
  )
  .map((fields) => new Map(fields));
