import { isMet, type Row } from './row.ts';

const HEAD = ['measured', 'figure', 'bare limit', 'share', 'goal', '', 'notes'];

/** The rows as a table for a terminal and for Markdown alike. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  return cells
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}

function cellsOf(row: Row): string[] {
  const { what, value, unit, bare, notes = '' } = row;
  return [
    what,
    `${figure(value)} ${unit}`,
    bare === undefined ? '' : `${figure(bare.value)} ${bare.what}`,
    bare === undefined ? '' : `${Math.round((100 * value) / bare.value)} %`,
    goalOf(row),
    verdictOf(row),
    notes,
  ];
}

function goalOf({ goal, unit }: Row): string {
  if (goal === undefined) return '';
  switch (goal.kind) {
    case 'at-least':
      return `≥ ${figure(goal.value)} ${unit}`;
    case 'at-most':
      return `≤ ${figure(goal.value)} ${unit}`;
    case 'share':
      return `≥ ${Math.round(100 * goal.value)} %`;
  }
}

function verdictOf(row: Row): string {
  const met = isMet(row);
  if (met === null) return '';
  return met ? 'met' : 'MISSED';
}

/** Three significant digits below a hundred, whole numbers above. */
export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
