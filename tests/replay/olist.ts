import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The public Olist tables as they are; imports nothing of Souk, since what is read here is what Souk is checked against. */
export type Olist = {
  readonly orders: readonly OlistOrder[];
  readonly sellers: ReadonlyMap<
    string,
    { readonly postcode: string; readonly city: string; readonly state: string }
  >;
  readonly customers: ReadonlyMap<
    string,
    { readonly postcode: string; readonly city: string; readonly state: string }
  >;
  readonly products: ReadonlyMap<string, OlistProduct>;
};

/** Names were withheld by the source; category (in English where the source has it) and weight may be missing. */
export type OlistProduct = {
  readonly id: string;
  readonly category: string | null;
  readonly weightGrams: number | null;
};

export type OlistOrder = {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly purchasedAt: Date;
  readonly approvedAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly items: readonly OlistItem[];
  readonly payments: readonly OlistPayment[];
  /** Payments of 0.00, which no provider takes: left out of `payments` and listed in the report. */
  readonly skippedPayments: readonly OlistPayment[];
};

/** Amounts in centavos. Each row of the source is one piece. */
export type OlistItem = {
  readonly line: number;
  readonly productId: string;
  readonly sellerId: string;
  readonly price: number;
  readonly freight: number;
};

export type OlistPayment = {
  readonly sequence: number;
  readonly type: string;
  readonly instalments: number;
  readonly amount: number;
};

type Row = Record<string, string>;

/**
 * Reads the folder; `limit` takes only the first orders by time of purchase (all: null).
 * @throws when a file is missing or a cell is not what its column says.
 */
export function readOlist(folder: string, limit: number | null = null): Olist {
  const items = groupBy(rows(folder, 'order_items.csv'), 'order_id');
  const payments = groupBy(rows(folder, 'order_payments.csv'), 'order_id');
  const orders = rows(folder, 'orders.csv')
    .map((row) =>
      readOrder(row, items.get(cell(row, 'order_id')) ?? [], payments.get(cell(row, 'order_id')) ?? []),
    )
    .toSorted((a, b) => a.purchasedAt.getTime() - b.purchasedAt.getTime() || (a.id < b.id ? -1 : 1));
  return {
    orders: limit === null ? orders : orders.slice(0, limit),
    sellers: places(rows(folder, 'sellers.csv'), 'seller'),
    customers: places(rows(folder, 'customers.csv'), 'customer'),
    products: readProducts(folder),
  };
}

function readProducts(folder: string): Map<string, OlistProduct> {
  const english = new Map(
    rows(folder, 'category_names.csv').map((row) => [
      cell(row, 'product_category_name'),
      cell(row, 'product_category_name_english'),
    ]),
  );
  return new Map(
    rows(folder, 'products.csv').map((row) => {
      const id = cell(row, 'product_id');
      const name = cell(row, 'product_category_name');
      const weight = cell(row, 'product_weight_g');
      const category = name === '' ? null : (english.get(name) ?? name);
      return [id, { id, category, weightGrams: weight === '' ? null : Math.round(Number(weight)) }];
    }),
  );
}

/** `"58.90"` → 5890. @throws when the text is no amount with at most two decimals. */
export function centavos(text: string): number {
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) throw new TypeError(`not an amount: "${text}"`);
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

function readOrder(row: Row, items: Row[], payments: Row[]): OlistOrder {
  const all = payments
    .map((payment) => ({
      sequence: Number(cell(payment, 'payment_sequential')),
      type: cell(payment, 'payment_type'),
      instalments: Math.max(1, Number(cell(payment, 'payment_installments'))),
      amount: centavos(cell(payment, 'payment_value')),
    }))
    .toSorted((a, b) => a.sequence - b.sequence);
  return {
    id: cell(row, 'order_id'),
    customerId: cell(row, 'customer_id'),
    status: cell(row, 'order_status'),
    purchasedAt: requireTime(row, 'order_purchase_timestamp'),
    approvedAt: time(row, 'order_approved_at'),
    handedOverAt: time(row, 'order_delivered_carrier_date'),
    deliveredAt: time(row, 'order_delivered_customer_date'),
    items: items
      .map((item) => ({
        line: Number(cell(item, 'order_item_id')),
        productId: cell(item, 'product_id'),
        sellerId: cell(item, 'seller_id'),
        price: centavos(cell(item, 'price')),
        freight: centavos(cell(item, 'freight_value')),
      }))
      .toSorted((a, b) => a.line - b.line),
    payments: all.filter((payment) => payment.amount > 0),
    skippedPayments: all.filter((payment) => payment.amount === 0),
  };
}

function rows(folder: string, file: string): Row[] {
  return parse(readFileSync(join(folder, file)), { columns: true, bom: true, skip_empty_lines: true });
}

function places(source: Row[], kind: string): Map<string, { postcode: string; city: string; state: string }> {
  return new Map(
    source.map((row) => [
      cell(row, `${kind}_id`),
      {
        postcode: cell(row, `${kind}_zip_code_prefix`),
        city: cell(row, `${kind}_city`),
        state: cell(row, `${kind}_state`),
      },
    ]),
  );
}

function cell(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) throw new TypeError(`no column "${column}"`);
  return value;
}

/** The source has local times without a zone; they are taken as UTC, which keeps their order and distances. */
function time(row: Row, column: string): Date | null {
  const text = cell(row, column);
  return text === '' ? null : new Date(`${text.replace(' ', 'T')}Z`);
}

function requireTime(row: Row, column: string): Date {
  const at = time(row, column);
  if (at === null) throw new TypeError(`${column} is empty in order ${cell(row, 'order_id')}`);
  return at;
}

function groupBy(source: Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of source) {
    const key = cell(row, column);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
