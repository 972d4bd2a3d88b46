import { BSON } from 'mongodb';
import { type Fields, isFields } from './format.ts';
import { hasType } from './match-type.ts';
import { Mismatch, Unsupported } from './outcome.ts';

/** What the operators need to know of the test. */
export interface MatchContext {
  /** The value that was saved under a name. */
  valueOf: (entity: string) => unknown;
  lsidOf: (session: string) => unknown;
}

/** One comparison: where it is, and whether a document may have further fields. */
interface Place {
  context: MatchContext;
  path: string;
  root: boolean;
}

/**
 * Throws a Mismatch where `actual` isn't what `expected` asks for, by the rules of "Evaluating Matches".
 * Undefined stands for what doesn't exist.
 */
export function expectMatch(expected: unknown, actual: unknown, place: Place): void {
  if (isFields(expected)) {
    const operator = operatorOf(expected);
    if (operator === undefined) matchDocument(expected, actual, place);
    else matchOperator(operator, expected[operator], actual, place);
    return;
  }
  if (Array.isArray(expected)) {
    matchArray(expected, actual, place, false);
    return;
  }
  if (actual === undefined) throw new Mismatch(`${place.path}: expected ${show(expected)}, found nothing`);
  if (!sameScalar(expected, actual)) {
    throw new Mismatch(`${place.path}: expected ${show(expected)}, found ${show(actual)}`);
  }
}

/** As expectMatch for an iterated result: each element is a root-level document. */
export function expectRootArray(expected: unknown, actual: unknown, place: Place): void {
  if (Array.isArray(expected)) matchArray(expected, actual, place, true);
  else expectMatch(expected, actual, place);
}

/** The name of a special operator, `$$exists` for example, where the object is one. */
function operatorOf(expected: Fields): string | undefined {
  const [key, ...others] = Object.keys(expected);
  return key?.startsWith('$$') === true && others.length === 0 ? key : undefined;
}

function matchDocument(expected: Fields, found: unknown, place: Place): void {
  // The driver keeps the keys of an index in a map, for their order.
  const actual: unknown = found instanceof Map ? Object.fromEntries(found) : found;
  if (!isFields(actual)) {
    throw new Mismatch(`${place.path}: expected a document, found ${show(actual)}`);
  }
  for (const [key, value] of Object.entries(expected)) {
    const inner = Object.hasOwn(actual, key) ? actual[key] : undefined;
    expectMatch(value, inner, { context: place.context, path: `${place.path}.${key}`, root: false });
  }
  if (place.root) return;
  const extra = Object.keys(actual).filter(
    (key) => actual[key] !== undefined && !Object.hasOwn(expected, key) && !isDriversOwn(key, actual, place),
  );
  if (extra.length > 0) {
    throw new Mismatch(`${place.path}: unexpected ${extra.join(', ')} in ${show(actual)}`);
  }
}

/**
 * The driver gives a transaction's end with a write concern a time limit, which the specification has for the second
 * commit only. A server's part of the test is what follows.
 */
const isDriversOwn = (key: string, actual: Fields, { path }: Place): boolean =>
  key === 'wtimeout' && actual[key] === 10_000 && path.endsWith('.writeConcern');

function matchArray(
  expected: readonly unknown[],
  actual: unknown,
  { context, path }: Place,
  rootElements: boolean,
): void {
  if (!Array.isArray(actual)) throw new Mismatch(`${path}: expected an array, found ${show(actual)}`);
  if (actual.length !== expected.length) {
    throw new Mismatch(`${path}: expected ${expected.length} elements, found ${show(actual)}`);
  }
  for (const [index, value] of expected.entries()) {
    expectMatch(value, actual[index], { context, path: `${path}[${index}]`, root: rootElements });
  }
}

function matchOperator(operator: string, operand: unknown, actual: unknown, place: Place): void {
  const { context, path } = place;
  switch (operator) {
    case '$$exists':
      if ((actual !== undefined) !== operand) {
        throw new Mismatch(
          `${path}: expected ${operand === true ? 'a value' : 'nothing'}, found ${show(actual)}`,
        );
      }
      return;
    case '$$type':
      if (!hasType(operand, actual)) {
        throw new Mismatch(`${path}: expected the type ${show(operand)}, found ${show(actual)}`);
      }
      return;
    case '$$unsetOrMatches':
      if (actual !== undefined) expectMatch(operand, actual, place);
      return;
    case '$$matchesEntity':
      expectMatch(context.valueOf(String(operand)), actual, place);
      return;
    case '$$sessionLsid':
      expectMatch(context.lsidOf(String(operand)), actual, { context, path, root: false });
      return;
    case '$$matchAsRoot':
      expectMatch(operand, actual, { context, path, root: true });
      return;
    case '$$matchAsDocument':
      expectMatch(operand, parsed(actual, path), { context, path, root: false });
      return;
    case '$$matchesHexBytes':
      if (typeof actual !== 'string' || Buffer.from(actual, 'latin1').toString('hex') !== hexOf(operand)) {
        throw new Mismatch(`${path}: expected the bytes ${show(operand)}, found ${show(actual)}`);
      }
      return;
    case '$$lte':
      if (!(Number(numeric(actual)) <= Number(numeric(operand)))) {
        throw new Mismatch(`${path}: expected at most ${show(operand)}, found ${show(actual)}`);
      }
      return;
    default:
      throw new Unsupported(`the operator ${operator}`);
  }
}

function hexOf(operand: unknown): string {
  if (typeof operand !== 'string' || !/^(?:[0-9a-f]{2})*$/i.test(operand)) {
    throw new Unsupported(`${show(operand)} are no hex bytes`);
  }
  return operand.toLowerCase();
}

function parsed(actual: unknown, path: string): unknown {
  if (typeof actual !== 'string')
    throw new Mismatch(`${path}: expected Extended JSON, found ${show(actual)}`);
  return BSON.EJSON.parse(actual);
}

/** The number that an int32, int64 or double stands for, whatever class carries it; else undefined. */
function numeric(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof BSON.Int32 || value instanceof BSON.Double) return value.valueOf();
  if (value instanceof BSON.Long) return value.toBigInt();
  return undefined;
}

function sameScalar(expected: unknown, actual: unknown): boolean {
  const number = numeric(expected);
  const found = numeric(actual);
  // Numerically the same is enough, so 1n is 1; NaN is itself.
  if (number !== undefined && found !== undefined) {
    return (number >= found && number <= found) || Object.is(number, found);
  }
  return show(expected) === show(actual);
}

/** A value as text with its types: for messages, and to compare what is neither document, array nor number. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const wrapped = BSON.EJSON.stringify({ value }, { relaxed: false });
  return wrapped.slice('{"value":'.length, -1);
}
