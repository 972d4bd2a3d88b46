import { toNumber } from '../../bson/numbers.ts';
import { isInt32, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { addUnits, difference, truncated, type Unit, UNITS, weekday } from './calendar.ts';
import { momentOf, zoneOf } from './dates.ts';
import {
  type Compiler,
  type Expression,
  isNullish,
  namedArguments,
  type Operator,
  type OperatorTable,
  type Scope,
} from './expression.ts';

const optional = (operand: Value | undefined, compiler: Compiler): Expression | undefined =>
  operand === undefined ? undefined : compiler.expression(operand);

function unitOf(value: Value, name: string, code = 5439013): Unit {
  const unit = UNITS.find((one) => one === value);
  if (unit !== undefined) return unit;
  if (typeof value !== 'string')
    throw locationError(code, `${name} requires 'unit' to be a string, but got ${typeAlias(value)}`);
  throw commandError('FailedToParse', `unknown time unit value: ${value}`);
}

function wholeOf(value: Value, name: string, what: string, code = 5166405): number {
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw locationError(code, `${name} expects integer ${what}`);
}

const adding = (sign: 1 | -1): Operator => {
  return (operand, compiler, name) => {
    const parts = namedArguments(operand, name, ['startDate', 'unit', 'amount'], ['timezone']);
    const [start, unit, amount] = [parts.startDate, parts.unit, parts.amount].map((one) =>
      compiler.expression(one),
    );
    const zone = optional(parts.timezone, compiler);
    return (scope) => {
      const [date, by, count] = [start?.(scope), unit?.(scope), amount?.(scope)];
      const zoneName = zoneOf(zone, scope);
      if (isNullish(date) || isNullish(by) || isNullish(count) || zoneName === null) return null;
      return addUnits(
        momentOf(date, name, 5166403),
        unitOf(by, name),
        sign * wholeOf(count, name, 'amount of time units'),
        zoneName,
      );
    };
  };
};

/** The first weekday as a number; null when the expression gives null. */
function weekStart(expression: Expression | undefined, scope: Scope, unit: Unit): number | null {
  if (expression === undefined || unit !== 'week') return 0;
  const value = expression(scope);
  if (isNullish(value)) return null;
  if (typeof value !== 'string')
    throw locationError(5439015, `'startOfWeek' has to be a string, but is ${typeAlias(value)}`);
  const found = weekday(value);
  if (found === undefined) throw commandError('FailedToParse', `unknown day of week value: ${value}`);
  return found;
}

const dateDiff: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek']);
  const [start, end, unit] = [parts.startDate, parts.endDate, parts.unit].map((one) =>
    compiler.expression(one),
  );
  const [zone, first] = [optional(parts.timezone, compiler), optional(parts.startOfWeek, compiler)];
  return (scope) => {
    const [from, to, by] = [start?.(scope), end?.(scope), unit?.(scope)];
    const zoneName = zoneOf(zone, scope);
    if (isNullish(from) || isNullish(to) || isNullish(by) || zoneName === null) return null;
    const known = unitOf(by, name);
    const weekday0 = weekStart(first, scope, known);
    if (weekday0 === null) return null;
    return BigInt(
      difference(momentOf(from, name, 5166307), momentOf(to, name, 5166307), known, zoneName, weekday0),
    );
  };
};

const dateTrunc: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['date', 'unit'], ['binSize', 'timezone', 'startOfWeek']);
  const [date, unit] = [compiler.expression(parts.date), compiler.expression(parts.unit)];
  const [zone, first, bin] = [parts.timezone, parts.startOfWeek, parts.binSize].map((one) =>
    optional(one, compiler),
  );
  return (scope) => {
    const [value, by] = [date(scope), unit(scope)];
    const size = bin === undefined ? 1 : bin(scope);
    const zoneName = zoneOf(zone, scope);
    if (isNullish(value) || isNullish(by) || isNullish(size) || zoneName === null) return null;
    const known = unitOf(by, name);
    const weekday0 = weekStart(first, scope, known);
    if (weekday0 === null) return null;
    const count = wholeOf(size, name, 'binSize', 5439017);
    if (count <= 0 || !isInt32(count))
      throw locationError(5439018, `${name} requires 'binSize' to be greater than 0`);
    return truncated(momentOf(value, name, 5166307), known, count, zoneName, weekday0);
  };
};

export const dateArithmeticOperators: OperatorTable = {
  $dateAdd: adding(1),
  $dateDiff: dateDiff,
  $dateSubtract: adding(-1),
  $dateTrunc: dateTrunc,
};
