import { Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { type Found, isArray, isDoc, type Value } from '../model/values.ts';
import type { Dice } from './dice.ts';

export type Plain = Record<string, unknown>;

/** A value of the model as the driver takes it. */
export function toPlain(value: Found): unknown {
  if (isArray(value)) return value.map(toPlain);
  if (isDoc(value)) return Object.fromEntries(Array.from(value, ([name, inner]) => [name, toPlain(inner)]));
  return value;
}

const STRINGS = ['', 'a', 'ab', 'abc', 'b', 'B', 'ba', 'é', 'x y', 'Zz', '10', '9'];
const DECIMALS = ['0', '1', '1.5', '2.50', '-3', '7', '1E+3', '9007199254740993', '0.25'];
const DATES = [0, 1, 86_400_000, 1_700_000_000_000, -5_000];
const IDS = ['65a000000000000000000001', '65a000000000000000000002', '65a0000000000000000000ff'];

export const int = (value: number): Int32 => new Int32(value);

/** Small numbers of all types, so that they meet, all exact. */
export function smallNumber(dice: Dice): Int32 | Double | Long | Decimal128 {
  const kind = dice.below(10);
  if (kind < 5) return int(dice.below(14) - 3);
  if (kind < 7) return new Double((dice.below(24) - 5) / 2);
  if (kind < 9) return Long.fromNumber(dice.below(12) - 2);
  return Decimal128.fromString(dice.pick(DECIMALS.slice(0, 6)));
}

function edgeNumber(dice: Dice): Int32 | Double | Long | Decimal128 {
  return dice.pick([
    new Double(Number.NaN),
    new Double(Number.POSITIVE_INFINITY),
    new Double(Number.NEGATIVE_INFINITY),
    new Double(2 ** 53),
    new Double(0.1),
    Long.fromString('9007199254740993'),
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    int(2 ** 31 - 1),
    int(-(2 ** 31)),
    Decimal128.fromString('NaN'),
    Decimal128.fromString('Infinity'),
    Decimal128.fromString('9007199254740993'),
    Decimal128.fromString('0.1'),
  ]);
}

export const word = (dice: Dice): string => dice.pick(STRINGS);

export function scalar(dice: Dice): Value {
  const kind = dice.below(20);
  if (kind < 8) return smallNumber(dice);
  if (kind < 9) return edgeNumber(dice);
  if (kind < 14) return word(dice);
  if (kind < 16) return dice.chance(50);
  if (kind < 18) return null;
  return kind < 19 ? new Date(dice.pick(DATES)) : new ObjectId(dice.pick(IDS));
}

export function list(dice: Dice, most: number, element: (dice: Dice) => unknown): unknown[] {
  return Array.from({ length: dice.below(most + 1) }, () => element(dice));
}

/** Anything, rarely nested. */
export function anything(dice: Dice): unknown {
  const kind = dice.below(10);
  if (kind < 8) return scalar(dice);
  if (kind < 9) return list(dice, 3, dice.chance(20) ? (inner) => list(inner, 2, scalar) : scalar);
  return dice.chance(50) ? { e: scalar(dice) } : { e: scalar(dice), f: scalar(dice) };
}

/** The fields of the documents, each with what it usually holds. */
const FIELDS: Readonly<Record<string, (dice: Dice) => unknown>> = {
  n: smallNumber,
  a: anything,
  s: word,
  b: scalar,
  u: (dice) => (dice.chance(80) ? int(dice.below(400)) : smallNumber(dice)),
  c: (dice) => list(dice, 4, dice.chance(90) ? scalar : anything),
  d: (dice) => ({ e: dice.chance(85) ? scalar(dice) : anything(dice), f: smallNumber(dice) }),
  g: (dice) => list(dice, 3, element),
  loc: (dice) => [int(dice.below(10)), int(dice.below(10))],
};

function element(dice: Dice): Plain {
  const made: Plain = {};
  if (dice.chance(90)) made['e'] = dice.chance(70) ? smallNumber(dice) : scalar(dice);
  if (dice.chance(70)) made['f'] = scalar(dice);
  return made;
}

export const FIELD_NAMES = Object.keys(FIELDS);

export function fieldValue(dice: Dice, name: string): unknown {
  const make = FIELDS[name];
  return make === undefined || dice.chance(4) ? anything(dice) : make(dice);
}

/** A document; some fields are missing. */
export function document(dice: Dice, id: unknown): Plain {
  const made: Plain = { _id: id };
  for (const name of FIELD_NAMES) if (dice.chance(82)) made[name] = fieldValue(dice, name);
  return made;
}
