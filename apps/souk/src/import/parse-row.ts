import type { ColumnMap } from './column-map.ts';
import type { ImportKind } from './columns.ts';

/** What is wrong with a row, as it is reported: file, line, field, rule. */
export type RowFault = { readonly line: number; readonly field: string; readonly rule: string };

export type ParsedRow =
  | { readonly line: number; readonly row: Record<string, unknown> }
  | { readonly line: number; readonly faults: readonly RowFault[] };

/** Turns a line's cells into the API's row; every wrong cell is told, not only the first. */
export function parseRow(
  kind: ImportKind,
  map: ColumnMap,
  line: number,
  cells: Readonly<Record<string, string>>,
  currency: string,
): ParsedRow {
  const fields: Record<string, unknown> = {};
  const faults: RowFault[] = [];
  for (const column of kind.columns) {
    const cell = map.get(column.name)?.(cells) ?? '';
    if (cell === '') {
      if (column.required) faults.push({ line, field: column.name, rule: 'is required' });
      continue;
    }
    try {
      fields[column.name] = column.read(cell);
    } catch (error) {
      if (!Error.isError(error) || error.name !== 'TypeError') throw error;
      faults.push({ line, field: column.name, rule: error.message });
    }
  }
  return faults.length > 0 ? { line, faults } : { line, row: kind.toRow(fields, currency) };
}
