import { BSONRegExp, Double, Long } from 'bson';
import { toDouble, truncated, wholeOf } from '../model/exact.ts';
import { expanded, whole } from '../model/paths.ts';
import { aliasOf } from '../model/types.ts';
import { type Doc, type Found, isArray, isDoc, isNumber, type Value } from '../model/values.ts';
import type { Dice } from './dice.ts';
import { anything, int, type Plain, scalar, toPlain, word } from './values.ts';

/** What a condition is made for: a value that it should hold for, and what the path leads to as a whole. */
type Aim = { dice: Dice; value: Found; found: Found };
/** Makes the operand that holds for the value; undefined where the operator can't hold. */
type Maker = (aim: Aim) => unknown;

const below: Maker = ({ dice, value }) => {
  if (isNumber(value) && Math.abs(toDouble(value)) < 1e6)
    return new Double(Math.floor(toDouble(value)) - 1 - dice.below(3));
  return typeof value === 'string' && value !== '' ? value.slice(0, -1) : undefined;
};
const above: Maker = ({ dice, value }) => {
  if (isNumber(value) && Math.abs(toDouble(value)) < 1e6)
    return int(Math.ceil(toDouble(value)) + 1 + dice.below(3));
  return typeof value === 'string' ? `${value}a` : undefined;
};
const same: Maker = ({ value }) => toPlain(value ?? null);
const escaped = (text: string): string => text.replaceAll(/[^A-Za-z0-9é ]/g, '\\$&');

const bits =
  (mask: (whole: bigint, dice: Dice) => bigint): Maker =>
  ({ dice, value }) => {
    const number = isNumber(value) && Math.abs(toDouble(value)) < 1e9 ? wholeOf(value) : undefined;
    if (number === undefined) return undefined;
    const wanted = mask(number, dice) & 0xffn;
    if (dice.chance(40))
      return Array.from({ length: 8 }, (_, at) => at)
        .filter((at) => (wanted >> BigInt(at)) & 1n)
        .map(int);
    return dice.chance(50) ? Long.fromBigInt(wanted) : int(Number(wanted));
  };

const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  bool: 8,
  date: 9,
  null: 10,
  int: 16,
  long: 18,
  decimal: 19,
};

/** The operators on a field. */
export const MAKERS: Readonly<Record<string, Maker>> = {
  $eq: same,
  $ne: ({ dice }) => anything(dice),
  $gt: below,
  $gte: (aim) => (aim.dice.chance(50) ? same(aim) : below(aim)),
  $lt: above,
  $lte: (aim) => (aim.dice.chance(50) ? same(aim) : above(aim)),
  $in: (aim) => shuffledIn(aim, [same(aim), scalar(aim.dice), scalar(aim.dice)]),
  $nin: ({ dice }) => [scalar(dice), scalar(dice)],
  $exists: ({ dice, found }) => (dice.chance(80) ? found !== undefined : int(found === undefined ? 0 : 1)),
  $type: typeOperand,
  $size: ({ found }) => (isArray(found) ? int(found.length) : undefined),
  $mod: ({ dice, value }) => {
    const number = isNumber(value) ? truncated(value) : undefined;
    const divisor = 2 + dice.below(4);
    return number === undefined ? undefined : [int(divisor), int(Number(number % BigInt(divisor)))];
  },
  $regex: ({ dice, value }) => {
    if (typeof value !== 'string') return undefined;
    const text = escaped(value.slice(0, 1 + dice.below(2)));
    return dice.pick([`^${text}`, text, new BSONRegExp(`^${text}`, 'i'), `${escaped(value)}$`]);
  },
  $all: ({ dice, value, found }) => {
    if (isArray(found) && found.length > 0)
      return dice
        .some(found, 2)
        .map(toPlain)
        .filter((one) => !isOperators(one));
    return [toPlain(value ?? null)];
  },
  $elemMatch: elementOperand,
  $not: (aim) =>
    aim.dice.chance(80)
      ? { [aim.dice.pick(['$gt', '$lt', '$eq', '$in', '$type', '$exists', '$size'])]: undefined }
      : new BSONRegExp('^q', ''),
  $bitsAllSet: bits((whole, dice) => whole & BigInt(dice.below(255))),
  $bitsAllClear: bits((whole, dice) => ~whole & BigInt(dice.below(255))),
  $bitsAnySet: bits((whole) => whole),
  $bitsAnyClear: bits((whole) => ~whole),
  $geoWithin: ({ dice, found }) => {
    if (!isArray(found) || found.length !== 2 || !found.every(isNumber)) return undefined;
    const [x = 0, y = 0] = found.map(toDouble);
    if (!(Math.abs(x) < 100 && Math.abs(y) < 100)) return undefined;
    const reach = dice.below(3);
    return dice.chance(50)
      ? { $box: [[x - reach, y - reach].map(double), [x + reach, y + reach].map(double)] }
      : { $center: [[x, y].map(double), double(reach + 0.5)] };
  },
};

const double = (value: number): Double => new Double(value);
const isOperators = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value)[0]?.startsWith('$') === true;

function shuffledIn({ dice }: Aim, values: unknown[]): unknown[] {
  if (dice.chance(10)) values.push(new BSONRegExp('^a', ''));
  return dice.chance(50) ? values : values.reverse();
}

function typeOperand({ dice, value, found }: Aim): unknown {
  const alias = aliasOf(dice.chance(80) ? value : found);
  if (alias === 'missing') return undefined;
  if (isNumber(value) && dice.chance(20)) return 'number';
  if (dice.chance(20)) return [alias, 'string'];
  const number = TYPE_NUMBERS[alias];
  return number !== undefined && dice.chance(30) ? int(number) : alias;
}

/** Two conditions on one element, or conditions on the fields of one. */
function elementOperand({ dice, found }: Aim): unknown {
  if (!isArray(found) || found.length === 0) return undefined;
  const element = dice.pick(found);
  if (isDoc(element) && element.size > 0) {
    const name = dice.pick([...element.keys()]);
    if (name.startsWith('$')) return undefined;
    return { [name]: condition(dice, element, name) };
  }
  const operators = condition(dice, new Map<string, Value>([['x', element]]), 'x');
  return isOperators(operators) ? operators : { $in: [toPlain(element)] };
}

const NAMES = Object.keys(MAKERS);

/** A condition on a path, mostly one that the document meets. */
export function condition(dice: Dice, document: Doc, path: string): unknown {
  const found = whole(document, path.split('.'));
  const candidates = expanded(found);
  const value =
    dice.chance(90) && candidates.length > 0 ? candidates[dice.below(candidates.length)] : scalar(dice);
  const aim: Aim = { dice, value, found: found.find((one) => isArray(one)) ?? found[0] };
  const made: Plain = {};
  for (let tries = 0; tries < 20; tries += 1) {
    const name = dice.pick(NAMES);
    const operand = MAKERS[name]?.(aim);
    if (operand === undefined || name in made) continue;
    if (name === '$not') made['$not'] = negated(aim, operand);
    else made[name] = operand;
    if (name === '$regex' && typeof operand === 'string' && dice.chance(75))
      made['$options'] = dice.pick(['i', 'm', 'is', '']);
    if (!dice.chance(20)) return made;
  }
  return Object.keys(made).length > 0 ? made : { $exists: aim.found !== undefined };
}

/** Something that does not hold. */
function negated({ dice }: Aim, operand: unknown): unknown {
  if (operand instanceof BSONRegExp) return operand;
  const [name = '$eq'] = Object.keys(operand as Plain);
  const operands: Plain = {
    $gt: new Double(5_000),
    $lt: int(-5_000),
    $in: [word(dice), int(77)],
    $type: 'regex',
    $exists: false,
    $size: int(9),
  };
  return { [name]: operands[name] ?? scalar(dice) };
}
