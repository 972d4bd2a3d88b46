import { ObjectId, Timestamp, isDoc, type Value, WideDate } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import { typeAlias } from '../../query/types.ts';
import {
  type Compiler,
  type Expression,
  isNullish,
  namedArguments,
  one,
  type Operator,
  type OperatorTable,
  type Scope,
  unary,
} from './expression.ts';
import { dayOfYear, formatDate, isoWeek, weekOfYear, zoned } from './zoned-date.ts';

interface DateInput {
  date: Expression;
  zone: Expression | undefined;
}

/** A date argument: an expression, or `{date, timezone}`. */
function dateInput(operand: Value, compiler: Compiler, name: string): DateInput {
  const plain = Array.isArray(operand) && operand.length === 1 ? (operand[0] ?? null) : operand;
  if (isDoc(plain) && plain.has('date')) {
    const { date, timezone } = namedArguments(plain, name, ['date'], ['timezone']);
    return {
      date: compiler.expression(date),
      zone: timezone === undefined ? undefined : compiler.expression(timezone),
    };
  }
  if (isDoc(plain) && plain.has('timezone'))
    throw locationError(40539, `missing 'date' argument to ${name}, provided: ${show(plain)}`);
  const [field = '$'] = isDoc(plain) ? plain.keys() : [];
  if (!field.startsWith('$')) throw locationError(40535, `unrecognized option to ${name}: "${field}"`);
  if (Array.isArray(operand) && operand.length !== 1)
    throw locationError(
      40536,
      `${name} accepts exactly one argument if given an array, but was given ${operand.length}`,
    );
  return { date: one(operand, compiler, name), zone: undefined };
}

/** When an ObjectId was made: its seconds have a sign. */
export const creationOf = (id: ObjectId): Date => new Date(Buffer.from(id.id).readInt32BE() * 1000);

/** The moment a value stands for. */
export function momentOf(value: Value, name: string, code = 16006): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return creationOf(value);
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  throw locationError(code, `can't convert from BSON type ${typeAlias(value)} to Date in ${name}`);
}

/** The zone of an operator, UTC without one; null for null. */
export function zoneOf(zone: Expression | undefined, scope: Scope): string | null {
  if (zone === undefined) return 'UTC';
  const name = zone(scope);
  if (isNullish(name)) return null;
  if (typeof name !== 'string')
    throw locationError(40517, `timezone must evaluate to a string, found ${typeAlias(name)}`);
  return name;
}

const CYCLE_YEARS = 400;
/** After 400 years the calendar is the same again, days of the week included. */
const CYCLE_MS = 146_097n * 86_400_000n;

/** A date that JavaScript has none for, moved by so many cycles of the calendar to where it has. */
function nearMoment(value: Value, name: string): [moment: Date, cycles: number] {
  if (!(value instanceof WideDate)) return [momentOf(value, name), 0];
  const cycles = value.ms / CYCLE_MS;
  return [new Date(Number(value.ms - cycles * CYCLE_MS)), Number(cycles)];
}

/** A part of a date; the Date given is shifted so that its UTC fields are those of the zone. */
function part(read: (shifted: Date) => number): Operator {
  return datePart((shifted) => read(shifted));
}

function datePart(read: (shifted: Date, cycles: number) => number | bigint): Operator {
  return (operand, compiler, name) => {
    const { date, zone } = dateInput(operand, compiler, name);
    return (scope) => {
      const value = date(scope);
      const zoneName = zoneOf(zone, scope);
      if (isNullish(value) || zoneName === null) return null;
      const [moment, cycles] = nearMoment(value, name);
      return read(zoned(moment, zoneName), cycles);
    };
  };
}

const dateToString: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['date'], ['format', 'timezone', 'onNull']);
  const date = compiler.expression(parts.date);
  const zone = parts.timezone === undefined ? undefined : compiler.expression(parts.timezone);
  const format = parts.format === undefined ? undefined : compiler.expression(parts.format);
  const onNull = parts.onNull === undefined ? undefined : compiler.expression(parts.onNull);
  return (scope) => {
    const value = date(scope);
    if (isNullish(value)) return onNull === undefined ? null : onNull(scope);
    const zoneName = zoneOf(zone, scope);
    if (zoneName === null) return null;
    const given = format?.(scope);
    if (format !== undefined && isNullish(given)) return null;
    const pattern = given ?? (zoneName === 'UTC' ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
    if (typeof pattern !== 'string')
      throw locationError(18533, '$dateToString requires that format be a string');
    return formatDate(momentOf(value, name), zoneName, pattern);
  };
};

/** The parts of a BSON timestamp. */
const ofTimestamp = (code: number, read: (value: Timestamp) => bigint): Operator =>
  unary((value, name) => {
    if (value instanceof Timestamp) return read(value);
    throw locationError(code, `${name} requires a timestamp argument, found: ${typeAlias(value)}`);
  });

export const dateOperators: OperatorTable = {
  $tsIncrement: ofTimestamp(5687302, ({ i }) => BigInt(i)),
  $tsSecond: ofTimestamp(5687301, ({ t }) => BigInt(t)),
  $dateToString: dateToString,
  $dayOfMonth: part((date) => date.getUTCDate()),
  $dayOfWeek: part((date) => date.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $hour: part((date) => date.getUTCHours()),
  $isoDayOfWeek: part((date) => date.getUTCDay() || 7),
  $isoWeek: part((date) => isoWeek(date).week),
  $isoWeekYear: datePart((date, cycles) => BigInt(isoWeek(date).year + cycles * CYCLE_YEARS)),
  $millisecond: part((date) => date.getUTCMilliseconds()),
  $minute: part((date) => date.getUTCMinutes()),
  $month: part((date) => date.getUTCMonth() + 1),
  $second: part((date) => date.getUTCSeconds()),
  $week: part(weekOfYear),
  $year: datePart((date, cycles) => date.getUTCFullYear() + cycles * CYCLE_YEARS),
};
