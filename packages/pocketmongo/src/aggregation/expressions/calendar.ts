import { locationError } from '../../errors.ts';
import { offsetMinutes, zoned } from './zoned-date.ts';

const DAY_MS = 86_400_000;

export const UNITS = [
  'year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond',
] as const; // prettier-ignore
export type Unit = (typeof UNITS)[number];

/** Milliseconds of the units that are always of one length. */
export const FIXED_MS: ReadonlyMap<Unit, number> = new Map([
  ['week', 7 * DAY_MS],
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
]);

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The number of a weekday by its name or first three letters; Sunday is 0. */
export function weekday(name: string): number | undefined {
  const lower = name.toLowerCase();
  const found = WEEKDAYS.findIndex((day) => day === lower || day.slice(0, 3) === lower);
  return found < 0 ? undefined : found;
}

/** The moment at which the wall clock of the zone shows what the UTC fields of `local` say. */
export function fromLocal(local: number, zone: string): Date {
  if (!(Math.abs(local) <= 8.64e15)) throw locationError(5166406, 'a date computed is out of range');
  const guess = new Date(local - offsetMinutes(new Date(local), zone) * 60_000);
  return new Date(local - offsetMinutes(guess, zone) * 60_000);
}

/** `Date.UTC` without its rule for the years 0 to 99. */
export function utc(year: number, month = 0, day = 1, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

/** Adds units in the zone's calendar: months end where they end, days keep the time of the wall clock. */
export function addUnits(date: Date, unit: Unit, amount: number, zone: string): Date {
  const months = unit === 'year' ? 12 : unit === 'quarter' ? 3 : unit === 'month' ? 1 : 0;
  const ms = FIXED_MS.get(unit) ?? 0;
  if (months === 0 && ms < DAY_MS) return checked(date.getTime() + amount * ms);
  const local = zoned(date, zone);
  if (months === 0) return fromLocal(local.getTime() + amount * ms, zone);
  const month = local.getUTCMonth() + amount * months;
  const last = new Date(utc(local.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const start = utc(local.getUTCFullYear(), month, Math.min(local.getUTCDate(), last));
  const time = local.getTime() - Math.floor(local.getTime() / DAY_MS) * DAY_MS;
  return fromLocal(start + time, zone);
}

function checked(ms: number): Date {
  if (Math.abs(ms) <= 8.64e15) return new Date(ms);
  throw locationError(5166406, 'a date computed is out of range');
}

/** A number that grows by one at each boundary of the unit, of a local time. */
function ordinal(local: Date, unit: Unit, startOfWeek: number): number {
  const months = local.getUTCFullYear() * 12 + local.getUTCMonth();
  switch (unit) {
    case 'year':
      return local.getUTCFullYear();
    case 'quarter':
      return Math.floor(months / 3);
    case 'month':
      return months;
    case 'week':
      // 1 January 1970 was a Thursday.
      return Math.floor((Math.floor(local.getTime() / DAY_MS) + 4 - startOfWeek) / 7);
    default:
      return Math.floor(local.getTime() / (FIXED_MS.get(unit) ?? 1));
  }
}

/**
 * Hours and less pass alike whatever a wall clock does when summer begins: of its distance from UTC only the part of
 * an hour counts, which moves their boundaries.
 */
const steady = (moment: Date, zone: string): number =>
  moment.getTime() + (offsetMinutes(moment, zone) % 60) * 60_000;

/** Boundaries of the unit between two moments, as `$dateDiff` counts them. */
export function difference(from: Date, to: Date, unit: Unit, zone: string, startOfWeek: number): number {
  const fixed = FIXED_MS.get(unit) ?? DAY_MS;
  if (fixed < DAY_MS) return Math.floor(steady(to, zone) / fixed) - Math.floor(steady(from, zone) / fixed);
  return ordinal(zoned(to, zone), unit, startOfWeek) - ordinal(zoned(from, zone), unit, startOfWeek);
}

/** The start of the bin of `size` units that a moment lies in; bins are counted from 1 January 2000. */
export function truncated(date: Date, unit: Unit, size: number, zone: string, startOfWeek: number): Date {
  const local = zoned(date, zone);
  const months = unit === 'year' ? 12 : unit === 'quarter' ? 3 : unit === 'month' ? 1 : 0;
  const origin = new Date(utc(2000));
  if (months > 0) {
    const since = ordinal(local, 'month', 0) - ordinal(origin, 'month', 0);
    return fromLocal(utc(2000, Math.floor(since / (months * size)) * months * size), zone);
  }
  const ms = (FIXED_MS.get(unit) ?? 1) * size;
  if (ms / size < DAY_MS) {
    const first = fromLocal(origin.getTime(), zone).getTime();
    return new Date(first + Math.floor((date.getTime() - first) / ms) * ms);
  }
  const start = unit === 'week' ? origin.getTime() + ((startOfWeek - 6 + 7) % 7) * DAY_MS : origin.getTime();
  return fromLocal(start + Math.floor((local.getTime() - start) / ms) * ms, zone);
}
