/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: '/s' | 'ms' | 'µs';
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
  /** Processor time of an operation, microseconds. */
  readonly serverUs?: number;
  readonly clientUs?: number;
  /** What the bare store reaches, in the same unit. */
  readonly bare?: number;
  /** At least for `/s`, at most for times. */
  readonly wanted?: number;
}

const HEAD = [
  'measured',
  'figure',
  'p50 ms',
  'p99 ms',
  'server µs',
  'client µs',
  'bare store',
  'ratio',
  'wanted',
  '',
];

/** The figures as a table for a terminal and for Markdown alike. */
export function tableOf(figures: readonly Figure[]): string {
  const cells = [HEAD, HEAD.map(() => '---'), ...figures.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  return cells
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}

function cellsOf(figure: Figure): string[] {
  const { what, value, unit, p50, p99, serverUs, clientUs, bare, wanted } = figure;
  const ratio = bare === undefined ? undefined : unit === '/s' ? value / bare : bare / value;
  return [
    what,
    `${shown(value)} ${unit}`,
    shown(p50),
    shown(p99),
    shown(serverUs),
    shown(clientUs),
    bare === undefined ? '' : `${shown(bare)} ${unit}`,
    ratio === undefined ? '' : `${(100 * ratio).toPrecision(2)} %`,
    wanted === undefined ? '' : `${unit === '/s' ? '≥' : '≤'} ${shown(wanted)} ${unit}`,
    wanted === undefined ? '' : isMet(figure) ? 'met' : 'missed',
  ];
}

/** Whether what was wanted is reached; true when nothing was. */
export function isMet({ value, unit, wanted }: Figure): boolean {
  if (wanted === undefined) return true;
  return unit === '/s' ? value >= wanted : value <= wanted;
}

/** Three significant digits below a hundred, whole numbers above. */
function shown(value: number | undefined): string {
  if (value === undefined) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
