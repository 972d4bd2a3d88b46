import { locationError } from '../../errors.ts';
import { fromLocal, utc } from './calendar.ts';

const DAY_MS = 86_400_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Patterns of the format characters that `$dateFromString` takes. */
const PIECES: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})', m: '(?<m>\\d{1,2})', d: '(?<d>\\d{1,2})', H: '(?<H>\\d{1,2})', M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})', L: '(?<L>\\d{1,3})', j: '(?<j>\\d{1,3})', G: '(?<G>\\d{4})', V: '(?<V>\\d{1,2})',
  u: '(?<u>[1-7])', z: '(?<z>Z|[+-]\\d{2}:?\\d{2})', Z: '(?<Z>[+-]\\d+)', b: '(?<b>[A-Za-z]{3})',
  B: '(?<B>[A-Za-z]{3,9})', '%': '%',
}; // prettier-ignore

const ISO =
  /^(?<Y>-?\d{4})-(?<m>\d{1,2})(?:-(?<d>\d{1,2}))?(?:(?:T|[ \t]+)(?<H>\d{1,2})(?::(?<M>\d{1,2})(?::(?<S>\d{1,2})(?:[.,](?<L>\d{1,9}))?)?)?)?\s*(?<z>Z|[+-]\d{2}:?(?:\d{2})?)?$/i;

/** The moment that a text stands for, undefined when it is no date. Without format: ISO 8601. */
export function parseDate(
  text: string,
  format: string | undefined,
  zone: string | undefined,
): Date | undefined {
  const groups = (format === undefined ? ISO : patternOf(format)).exec(trimmed(text))?.groups;
  if (groups === undefined) return undefined;
  const local = localTime(groups);
  if (local === undefined) return undefined;
  const offset = offsetOf(groups);
  if (offset === undefined) return fromLocal(local, zone ?? 'UTC');
  if (zone !== undefined) {
    throw locationError(
      40551,
      `you cannot pass in a date/time string with time zone information together with a timezone argument: '${text}'`,
    );
  }
  return new Date(local - offset * 60_000);
}

/** Without the blanks and null bytes around it. */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isPadding(text.charAt(start))) start += 1;
  while (end > start && isPadding(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const isPadding = (character: string): boolean => character === '\0' || character.trim() === '';

function patternOf(format: string): RegExp {
  const seen = new Set<string>();
  const source = format.replaceAll(/%(.?)|[\\^$.*+?()[\]{}|/]/gs, (part, letter: string | undefined) => {
    if (!part.startsWith('%')) return `\\${part}`;
    const piece = letter === undefined ? undefined : PIECES[letter];
    if (letter === undefined || piece === undefined || seen.has(letter)) {
      throw locationError(18536, `Invalid format character '${part}' in format string`);
    }
    if (letter !== '%') seen.add(letter);
    return piece;
  });
  return new RegExp(`^${source}$`);
}

type Groups = Readonly<Record<string, string | undefined>>;

function localTime(groups: Groups): number | undefined {
  const number = (name: string, fallback: number): number => {
    const text = groups[name];
    return text === undefined ? fallback : Number(text);
  };
  const name = (groups['b'] ?? groups['B'])?.slice(0, 3).toLowerCase();
  const month = name === undefined ? number('m', 1) : MONTHS.indexOf(name) + 1;
  const [day, hour, minute, second] = [number('d', 1), number('H', 0), number('M', 0), number('S', 0)];
  const ms = Number((groups['L'] ?? '0').padEnd(3, '0').slice(0, 3));
  const time = utc(1970, 0, 1, hour, minute, second, ms);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (groups['G'] !== undefined) {
    const fourth = utc(number('G', 1970), 0, 4);
    const monday = fourth - ((new Date(fourth).getUTCDay() || 7) - 1) * DAY_MS;
    return monday + ((number('V', 1) - 1) * 7 + number('u', 1) - 1) * DAY_MS + time;
  }
  if (groups['j'] !== undefined) return utc(number('Y', 1970), 0, number('j', 1)) + time;
  const date = new Date(utc(number('Y', 1970), month - 1, day));
  // A day that the month does not have is no date.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() + time : undefined;
}

/** Minutes ahead of UTC that the text names. */
function offsetOf(groups: Groups): number | undefined {
  if (groups['Z'] !== undefined) return Number(groups['Z']);
  const text = groups['z'];
  if (text === undefined) return undefined;
  if (text.toUpperCase() === 'Z') return 0;
  const [, sign, hours = '0', minutes = ''] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
