import type { ColumnMap } from './column-map.ts';
import type { ImportKind, ImportRow } from './import-kind.ts';

/** What is wrong with a row, as it is reported: file, line, field, rule. */
export type RowFault = { readonly line: number; readonly field: string; readonly rule: string };

export type ParsedRow =
  | { readonly line: number; readonly row: ImportRow }
  | { readonly line: number; readonly faults: readonly RowFault[] };

// What a decoder makes of bytes that are no UTF-8.
const UNREADABLE = '\uFFFD';

/** Turns a line's cells into the API's row; every wrong cell is told, not only the first. */
export function parseRow(
  kind: ImportKind,
  map: ColumnMap,
  line: number,
  cells: Readonly<Record<string, string>>,
  currency: string,
): ParsedRow {
  const row: Record<string, unknown> = {};
  const filled = new Set<string>();
  const faults: RowFault[] = [];
  for (const { name, field, required, read } of kind.columns) {
    const cell = map.get(name)?.read(cells) ?? '';
    if (cell === '') {
      if (required) faults.push({ line, field: name, rule: 'is required' });
      continue;
    }
    filled.add(name);
    try {
      if (cell.includes(UNREADABLE)) throw new TypeError('must be UTF-8');
      row[field] = read(cell, currency);
    } catch (error) {
      if (!Error.isError(error) || error.name !== 'TypeError') throw error;
      faults.push({ line, field: name, rule: error.message });
    }
  }
  faults.push(...halfFilled(kind, filled).map((field) => ({ line, field, rule: togetherRule(kind) })));
  return faults.length > 0 ? { line, faults } : { line, row };
}

/** Of columns that go together those that are empty while another is not; stock needs them all. */
function halfFilled({ together }: ImportKind, filled: ReadonlySet<string>): readonly string[] {
  const wanted = together.some((name) => filled.has(name)) || (together.length > 0 && filled.has('stock'));
  return wanted ? together.filter((name) => !filled.has(name)) : [];
}

function togetherRule({ together }: ImportKind): string {
  return `is required: ${together.join(' and ')} make the offer`;
}
