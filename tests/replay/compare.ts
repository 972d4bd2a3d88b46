import type { Figures, OrderFigures, SellerBalance } from './expected.ts';
import type { ReadBack } from './read-back.ts';

export type Row = {
  readonly figure: string;
  readonly expected: string;
  readonly souk: string;
  readonly agrees: boolean;
};

export type Comparison = {
  readonly rows: readonly Row[];
  /** Orders and sellers that differ, one line each. */
  readonly differences: readonly string[];
  readonly agrees: boolean;
};

/** Holds what Souk says against what the tables say, figure by figure, order by order and seller by seller. */
export function compare(expected: Figures, souk: ReadBack): Comparison {
  const orders = differingOrders(expected, souk);
  const sellers = differingSellers(expected, souk);
  const soukOrders = expected.byOrder.size - orders.length;
  const rows = [
    number('orders', expected.orders, souk.orders),
    ...counts('', expected.ordersByStatus, souk.ordersByStatus),
    ...counts('payments by ', expected.payments, souk.payments),
    amount('items', expected.items, souk.items),
    amount('freight', expected.freight, souk.freight),
    amount('paid', expected.paid, souk.paid),
    amount('refunded', expected.refunded, souk.refunded),
    amount('rounding', expected.rounding, souk.rounding),
    amount('commission', expected.commission, souk.commission),
    number('split orders', expected.splitOrders, souk.splitOrders),
    number('pieces sold', expected.pieces, souk.pieces),
    number('pieces still reserved', expected.reserved, souk.reserved),
    number('orders that agree in all', expected.byOrder.size, soukOrders),
    number('sellers’ balances that agree', sellers.of, sellers.of - sellers.differing.length),
    amount('sellers: pending', total(expected.sellers, 'pending'), total(souk.sellers, 'pending')),
    amount('sellers: available', total(expected.sellers, 'available'), total(souk.sellers, 'available')),
    amount('sum of the ledger', 0, souk.ledgerSum),
    number('payments off the provider’s books', 0, souk.unreconciled),
    number('dead letters', 0, souk.deadLetters),
  ];
  const agrees = rows.every((row) => row.agrees) && orders.length + sellers.differing.length === 0;
  return { rows, differences: [...orders, ...sellers.differing], agrees };
}

/** The comparison as a table of text, with the first differences below. */
export function tableOf({ rows, differences }: Comparison): string {
  const head = { figure: 'figure', expected: 'from the tables', souk: 'from Souk' };
  const width = (field: 'figure' | 'expected' | 'souk'): number =>
    Math.max(...[head, ...rows].map((row) => row[field].length));
  const line = (row: Omit<Row, 'agrees'>, mark: string): string =>
    `${row.figure.padEnd(width('figure'))}  ${row.expected.padStart(width('expected'))}  ${row.souk.padStart(width('souk'))}  ${mark}`;
  const shown = differences.slice(0, 12);
  const more = differences.length - shown.length;
  return [
    line(head, ''),
    ...rows.map((row) => line(row, row.agrees ? '=' : '≠')),
    ...shown,
    ...(more > 0 ? [`… and ${more} more`] : []),
  ].join('\n');
}

function differingOrders(expected: Figures, souk: Figures): string[] {
  const ids = new Set([...expected.byOrder.keys(), ...souk.byOrder.keys()]);
  return [...ids].flatMap((id) => {
    const [wanted, found] = [expected.byOrder.get(id), souk.byOrder.get(id)];
    if (wanted === undefined) return [`order ${id} is in Souk only`];
    if (found === undefined) return [`order ${id} is not in Souk`];
    const fields = (Object.keys(wanted) as (keyof OrderFigures)[]).filter(
      (field) => wanted[field] !== found[field],
    );
    if (fields.length === 0) return [];
    const said = fields.map(
      (field) => `${field} ${String(found[field])} instead of ${String(wanted[field])}`,
    );
    return [`order ${id}: ${said.join(', ')}`];
  });
}

function differingSellers(expected: Figures, souk: Figures): { of: number; differing: string[] } {
  const ids = new Set([...expected.sellers.keys(), ...souk.sellers.keys()]);
  const nothing: SellerBalance = { pending: 0, available: 0 };
  const differing = [...ids].flatMap((id) => {
    const wanted = expected.sellers.get(id) ?? nothing;
    const found = souk.sellers.get(id) ?? nothing;
    if (wanted.pending === found.pending && wanted.available === found.available) return [];
    return [`seller ${id}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
  });
  return { of: expected.sellers.size, differing };
}

function counts(
  prefix: string,
  expected: Readonly<Record<string, number>>,
  souk: Readonly<Record<string, number>>,
): Row[] {
  const words = new Set([...Object.keys(expected), ...Object.keys(souk)]);
  return [...words]
    .toSorted()
    .map((word) => number(`  ${prefix}${word}`, expected[word] ?? 0, souk[word] ?? 0));
}

function total(sellers: ReadonlyMap<string, SellerBalance>, part: keyof SellerBalance): number {
  return [...sellers.values()].reduce((sum, balance) => sum + balance[part], 0);
}

function number(figure: string, expected: number, souk: number): Row {
  return { figure, expected: String(expected), souk: String(souk), agrees: expected === souk };
}

/** Centavos as an amount of money. */
function amount(figure: string, expected: number, souk: number): Row {
  return { figure, expected: inReais(expected), souk: inReais(souk), agrees: expected === souk };
}

function inReais(centavos: number): string {
  const digits = String(Math.abs(centavos)).padStart(3, '0');
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${centavos < 0 ? '−' : ''}${whole}.${digits.slice(-2)}`;
}
