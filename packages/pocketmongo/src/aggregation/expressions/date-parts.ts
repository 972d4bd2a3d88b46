import { toNumber } from '../../bson/numbers.ts';
import { doc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { fromLocal, utc } from './calendar.ts';
import { momentOf, zoneOf } from './dates.ts';
import { isNullish, namedArguments, type Operator, type OperatorTable } from './expression.ts';
import { parseDate } from './parse-date.ts';
import { isoWeek, zoned } from './zoned-date.ts';

const DAY_MS = 86_400_000;

const dateToParts: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['date'], ['timezone', 'iso8601']);
  const date = compiler.expression(parts.date);
  const zone = parts.timezone === undefined ? undefined : compiler.expression(parts.timezone);
  const iso = parts.iso8601 === undefined ? undefined : compiler.expression(parts.iso8601);
  return (scope) => {
    const [value, zoneName] = [date(scope), zoneOf(zone, scope)];
    if (isNullish(value) || zoneName === null) return null;
    const local = zoned(momentOf(value, name), zoneName);
    const time = {
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      millisecond: local.getUTCMilliseconds(),
    };
    const byWeek = iso === undefined ? false : iso(scope);
    if (isNullish(byWeek)) return null;
    if (typeof byWeek !== 'boolean')
      throw locationError(40521, `iso8601 must evaluate to a bool, found ${typeAlias(byWeek)}`);
    if (byWeek) {
      const { week, year } = isoWeek(local);
      return doc({ isoWeekYear: year, isoWeek: week, isoDayOfWeek: local.getUTCDay() || 7, ...time });
    }
    return doc({
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      ...time,
    });
  };
};

const PARTS = [
  'year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond', 'isoWeekYear', 'isoWeek', 'isoDayOfWeek', 'timezone',
] as const; // prettier-ignore
type Part = (typeof PARTS)[number];
const CALENDAR_PARTS = ['month', 'day'] as const;
const WEEK_PARTS = ['isoWeek', 'isoDayOfWeek'] as const;

const dateFromParts: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, [], PARTS);
  const isIso = parts.isoWeekYear !== undefined;
  if (isIso === (parts.year !== undefined)) {
    throw locationError(
      isIso ? 40489 : 40516,
      `${name} requires either 'year' or 'isoWeekYear' to be present`,
    );
  }
  for (const part of isIso ? CALENDAR_PARTS : WEEK_PARTS) {
    if (parts[part] === undefined) continue;
    throw locationError(
      isIso ? 40525 : 40489,
      `${name} does not allow mixing natural dates with ISO dates: '${part}'`,
    );
  }
  const expressions = new Map(
    PARTS.flatMap((part) => {
      const given = parts[part];
      return given === undefined ? [] : [[part, compiler.expression(given)] as const];
    }),
  );
  return (scope) => {
    const zoneName = zoneOf(expressions.get('timezone'), scope);
    if (zoneName === null) return null;
    const numbers = new Map<Part, number>();
    for (const [part, expression] of expressions) {
      if (part === 'timezone') continue;
      const value = expression(scope);
      if (isNullish(value)) return null;
      numbers.set(part, partOf(value, part, name));
    }
    const at = (part: Part, fallback: number): number => numbers.get(part) ?? fallback;
    const time = [at('hour', 0), at('minute', 0), at('second', 0), at('millisecond', 0)] as const;
    if (isIso) {
      const week1 = startOfIsoYear(at('isoWeekYear', 1970));
      const day = week1 + ((at('isoWeek', 1) - 1) * 7 + at('isoDayOfWeek', 1) - 1) * DAY_MS;
      return fromLocal(day + utc(1970, 0, 1, ...time), zoneName);
    }
    return fromLocal(utc(at('year', 1970), at('month', 1) - 1, at('day', 1), ...time), zoneName);
  };
};

/** The Monday of the week that holds 4 January. */
function startOfIsoYear(year: number): number {
  const fourth = utc(year, 0, 4);
  return fourth - ((new Date(fourth).getUTCDay() || 7) - 1) * DAY_MS;
}

function partOf(value: Value, part: string, name: string): number {
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (!Number.isInteger(number))
    throw locationError(40515, `'${part}' must evaluate to an integer in ${name}`);
  const isYear = part === 'year' || part === 'isoWeekYear';
  if (
    isYear
      ? number < 1 || number > 9999
      : Math.abs(number) > 32_767 && part !== 'second' && part !== 'millisecond'
  ) {
    throw locationError(
      isYear ? 40523 : 31034,
      `'${part}' must evaluate to a value in range in ${name}, found ${number}`,
    );
  }
  return number;
}

const dateFromString: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['dateString'], ['format', 'timezone', 'onError', 'onNull']);
  const text = compiler.expression(parts.dateString);
  const [format, zone, onError, onNull] = [parts.format, parts.timezone, parts.onError, parts.onNull].map(
    (one) => (one === undefined ? undefined : compiler.expression(one)),
  );
  return (scope) => {
    const value = text(scope);
    if (isNullish(value)) return onNull === undefined ? null : onNull(scope);
    const zoneName = zone === undefined ? undefined : zoneOf(zone, scope);
    const pattern = format?.(scope);
    if (zoneName === null || (format !== undefined && isNullish(pattern))) return null;
    if (pattern !== undefined && typeof pattern !== 'string') {
      throw locationError(40684, "$dateFromString requires that 'format' be a string");
    }
    const parsed = typeof value === 'string' ? parseDate(value, pattern ?? undefined, zoneName) : undefined;
    if (parsed !== undefined) return parsed;
    if (onError !== undefined) return onError(scope);
    throw commandError(
      'ConversionFailure',
      `Error parsing date string ${typeof value === 'string' ? `'${value}'` : 'of another type'}`,
    );
  };
};

export const datePartOperators: OperatorTable = {
  $dateFromParts: dateFromParts,
  $dateFromString: dateFromString,
  $dateToParts: dateToParts,
};
