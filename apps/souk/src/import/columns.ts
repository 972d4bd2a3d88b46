/** How one column of Souk's own import format becomes a field of the API's row. */
export type Column = {
  readonly name: string;
  readonly required: boolean;
  readonly help: string;
  /** The API's name of the field: faults that it tells of are reported under the column's name. */
  readonly field: string;
  /** Turns the cell into the field's value. @throws TypeError with the rule that it breaks. */
  readonly read: (cell: string, currency: string) => unknown;
};

/** Text that is taken as it stands. */
export const text = (cell: string): string => cell;

/** One of a few words. */
export function oneOf(words: readonly string[]): (cell: string) => string {
  return (cell) => {
    if (!words.includes(cell)) throw new TypeError(`must be ${words.join(' or ')}`);
    return cell;
  };
}

/** A whole number of at least `least`. */
export function whole(least: number): (cell: string) => number {
  return (cell) => {
    if (!/^\d{1,12}(?:\.0+)?$/.test(cell) || Number(cell) < least)
      throw new TypeError(`must be a whole number of at least ${least}`);
    return Number(cell);
  };
}

/** An amount in major units with a point, `1234.5` → 123450 minor units of BRL; no float on the way. */
export function amount(cell: string, currency: string): { amount: number; currency: string } {
  const digits = minorDigits(currency);
  const [, major = '', minor = ''] = /^(\d{1,10})(?:\.(\d{1,4}))?$/.exec(cell) ?? [];
  if (major === '' || minor.length > digits) {
    throw new TypeError(`must be an amount in ${currency} with a point and at most ${digits} decimals`);
  }
  return { amount: Number(major + minor.padEnd(digits, '0')), currency };
}

// Asking the runtime costs more than all the rest of a row.
const knownDigits = new Map<string, number>();

function minorDigits(currency: string): number {
  const known = knownDigits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  knownDigits.set(currency, digits);
  return digits;
}

/** `Home > Kitchen` → the names from the root on. */
export function path(cell: string): string[] {
  const names = cell.split('>').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new TypeError('must be names with > between them, such as Home > Kitchen');
  return names;
}

/** `size=S; colour=red` → name and value pairs. */
export function options(cell: string): { name: string; value: string }[] {
  return cell.split(';').map((pair) => {
    const [name = '', value = ''] = pair.split('=').map((part) => part.trim());
    if (name === '' || value === '') throw new TypeError('must be pairs such as size=M; colour=red');
    return { name, value };
  });
}
