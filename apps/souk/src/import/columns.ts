/** How one column of Souk's own import format becomes a field of the API's row. */
export type Column = {
  readonly name: string;
  readonly required: boolean;
  readonly help: string;
  /** Turns the cell into the field's value. @throws TypeError with the rule that it breaks. */
  readonly read: (cell: string) => unknown;
};

/** A kind of file that can be imported. */
export type ImportKind = {
  readonly name: string;
  /** Path below `/api/v1` that takes `{rows: [...]}` and answers `{data: [{...}]}` in the rows' order. */
  readonly endpoint: string;
  readonly columns: readonly Column[];
  /** Makes the API's row of the fields by column name. */
  readonly toRow: (fields: Readonly<Record<string, unknown>>, currency: string) => Record<string, unknown>;
};

/** Text that is taken as it stands. */
export const text = (cell: string): string => cell;

/** A whole number of at least `least`. */
export function whole(least: number): (cell: string) => number {
  return (cell) => {
    if (!/^\d{1,12}(?:\.0+)?$/.test(cell) || Number(cell) < least)
      throw new TypeError(`must be a whole number of at least ${least}`);
    return Number(cell);
  };
}

/** An amount in major units with a point, `1234.5` → 123450 minor units; no float on the way. */
export function amount(cell: string): number {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(cell);
  if (match === null) throw new TypeError('must be an amount such as 12.90 (a point, at most two decimals)');
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
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
