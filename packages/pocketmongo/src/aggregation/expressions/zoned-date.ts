import { locationError } from '../../errors.ts';

/** The date shifted so that its UTC fields read as the wall clock of the zone. */
export function zoned(date: Date, zone: string): Date {
  return new Date(date.getTime() + offsetMinutes(date, zone) * 60_000);
}

/** Minutes that the zone is ahead of UTC at a moment; zones by IANA name or as `+03:00`. */
export function offsetMinutes(date: Date, zone: string): number {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  const fixed = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (fixed !== null) {
    const [, sign, hours = '0', minutes = '0'] = fixed;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  }
  let text: string;
  try {
    text = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).format(date);
  } catch {
    throw locationError(40485, `unrecognized time zone identifier: "${zone}"`);
  }
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text);
  const [, sign, hours = '0', minutes = '0'] = match ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const DAY_MS = 86_400_000;

/** ISO 8601 week and the year it belongs to. */
export function isoWeek(date: Date): { week: number; year: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1, year };
}

export const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;

/** The week of the year from 0; weeks begin on Sundays. */
export const weekOfYear = (date: Date): number => Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7);

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

const pad = (number: number, width: number): string => String(number).padStart(width, '0');

/** Writes a date by the format of `$dateToString`. */
export function formatDate(date: Date, zone: string, format: string): string {
  const local = zoned(date, zone);
  return format.replaceAll(/%(.?)/gs, (_, specifier: string) => {
    switch (specifier) {
      case 'Y':
        return pad(local.getUTCFullYear(), 4);
      case 'm':
        return pad(local.getUTCMonth() + 1, 2);
      case 'd':
        return pad(local.getUTCDate(), 2);
      case 'H':
        return pad(local.getUTCHours(), 2);
      case 'M':
        return pad(local.getUTCMinutes(), 2);
      case 'S':
        return pad(local.getUTCSeconds(), 2);
      case 'L':
        return pad(local.getUTCMilliseconds(), 3);
      case 'j':
        return pad(dayOfYear(local), 3);
      case 'u':
        return String(local.getUTCDay() || 7);
      case 'w':
        return String(local.getUTCDay() + 1);
      case 'U':
        return pad(weekOfYear(local), 2);
      case 'b':
        return MONTHS[local.getUTCMonth()]?.slice(0, 3) ?? '';
      case 'B':
        return MONTHS[local.getUTCMonth()] ?? '';
      case 'V':
        return pad(isoWeek(local).week, 2);
      case 'G':
        return pad(isoWeek(local).year, 4);
      case 'z':
        return offsetText(offsetMinutes(date, zone));
      case 'Z':
        return String(offsetMinutes(date, zone));
      case '%':
        return '%';
      default:
        if (specifier === '') throw locationError(18535, "Unmatched '%' at end of format string");
        throw locationError(18536, `Invalid format character '%${specifier}' in format string`);
    }
  });
}

function offsetText(minutes: number): string {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60), 2)}${pad(absolute % 60, 2)}`;
}
