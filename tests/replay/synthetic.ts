import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An order of the small folder; times are minutes after its purchase, amounts as the source writes them. */
type SmallOrder = {
  readonly name: string;
  readonly status: string;
  /** Minutes after the first of January 2018. */
  readonly purchased: number;
  readonly approved?: number;
  readonly handedOver?: number;
  readonly delivered?: number;
  /** Product, seller, price, freight: one entry for each piece. */
  readonly items: readonly (readonly [string, string, string, string])[];
  /** Type, amount, instalments. */
  readonly payments: readonly (readonly [string, string, number?])[];
};

const DAY = 24 * 60;

/** Everything that the replay must be able to do, at least once; each order says which by its name. */
const ORDERS: readonly SmallOrder[] = [
  order('card-at-once', 'delivered', 0, [['lamp', 'ana', '58.9', '12.33']], [['credit_card', '71.23', 3]], {
    approved: 0,
    handedOver: DAY,
    delivered: 3 * DAY,
  }),
  order(
    'split-in-review',
    'delivered',
    DAY,
    [
      ['lamp', 'ana', '49.90', '10.01'],
      ['lamp', 'ana', '49.90', '10.01'],
      ['sofa', 'bia', '1299', '88.07'],
    ],
    [['credit_card', '1506.89', 10]],
    { approved: 300, handedOver: 2 * DAY, delivered: 9 * DAY },
  ),
  order('slip-paid-late', 'delivered', 2 * DAY, [['vase', 'bia', '20.00', '7.50']], [['boleto', '27.50']], {
    approved: 6 * DAY,
    handedOver: 5 * DAY,
    delivered: 5 * DAY + 600,
  }),
  order(
    'two-vouchers-and-none',
    'delivered',
    3 * DAY,
    [['vase', 'ana', '60.00', '11.14']],
    [
      ['voucher', '21.13'],
      ['voucher', '50.01'],
      ['voucher', '0.00'],
    ],
    { approved: 0, handedOver: DAY, delivered: 2 * DAY },
  ),
  order(
    'handed-over-before-purchase',
    'delivered',
    4 * DAY,
    [['lamp', 'ana', '58.90', '9.99']],
    [['credit_card', '68.89']],
    {
      approved: 14,
      handedOver: -45,
      delivered: DAY,
    },
  ),
  order(
    'cancelled-when-paid',
    'canceled',
    5 * DAY,
    [['lamp', 'ana', '58.90', '12.33']],
    [['debit_card', '71.25']],
    {
      approved: 60,
      handedOver: DAY,
    },
  ),
  order(
    'cancelled-unpaid',
    'canceled',
    5 * DAY,
    [['sofa', 'bia', '999.00', '70.00']],
    [['boleto', '1069.00']],
    {},
  ),
  order(
    'unavailable',
    'unavailable',
    6 * DAY,
    [
      ['vase', 'ana', '61.00', '8.00'],
      ['sofa', 'bia', '1000.00', '71.00'],
    ],
    [
      ['credit_card', '1100.00', 4],
      ['voucher', '40.00'],
    ],
    { approved: 30 },
  ),
  order(
    'only-invoiced',
    'invoiced',
    7 * DAY,
    [['vase', 'bia', '21.05', '7.77']],
    [['credit_card', '28.82']],
    {
      approved: 5,
    },
  ),
  order(
    'only-processing',
    'processing',
    8 * DAY,
    [['vase', 'bia', '21.15', '7.77']],
    [['credit_card', '28.92']],
    {
      approved: 40,
    },
  ),
  order('only-approved', 'approved', 9 * DAY, [['lamp', 'ana', '50.00', '7.77']], [['voucher', '57.77']], {
    approved: 20,
  }),
  order('only-shipped', 'shipped', 10 * DAY, [['lamp', 'ana', '50.00', '7.77']], [['credit_card', '57.77']], {
    approved: 10,
    handedOver: DAY,
  }),
  order('never-paid', 'created', 5, [['lamp', 'ana', '58.90', '12.33']], [['credit_card', '71.23']], {}),
  order('not-paid-yet', 'created', 11 * DAY, [['lamp', 'ana', '50.00', '1.00']], [['boleto', '51.00']], {}),
  order('without-items', 'unavailable', 12 * DAY, [], [['credit_card', '10.00']], { approved: 1 }),
  order('paid-too-little', 'delivered', 12 * DAY, [['lamp', 'ana', '50.00', '1.00']], [['boleto', '50.97']], {
    approved: 1,
    delivered: DAY,
  }),
];

export type SmallFolder = {
  readonly folder: string;
  /** The same folder but for one price, a centavo higher. */
  readonly withOnePriceChanged: string;
  remove(): void;
};

/** Writes the small folder, in the tables of the source, and a copy in which one price has changed. */
export function writeSmallFolder(): SmallFolder {
  const folder = mkdtempSync(join(tmpdir(), 'souk-small-olist-'));
  const changed = mkdtempSync(join(tmpdir(), 'souk-small-olist-changed-'));
  write(folder, ORDERS);
  write(changed, ORDERS.map(dearer));
  return {
    folder,
    withOnePriceChanged: changed,
    remove: () => {
      for (const each of [folder, changed]) rmSync(each, { recursive: true, force: true });
    },
  };
}

function dearer(each: SmallOrder): SmallOrder {
  if (each.name !== 'only-invoiced') return each;
  return {
    ...each,
    items: each.items.map(([product, seller, , freight]) => [product, seller, '21.06', freight]),
  };
}

function order(
  name: string,
  status: string,
  purchased: number,
  items: SmallOrder['items'],
  payments: SmallOrder['payments'],
  times: Pick<SmallOrder, 'approved' | 'handedOver' | 'delivered'>,
): SmallOrder {
  return { name, status, purchased, items, payments, ...times };
}

function write(folder: string, orders: readonly SmallOrder[]): void {
  const table = (file: string, columns: string, rows: readonly (readonly unknown[])[]): void =>
    writeFileSync(join(folder, file), `${[columns, ...rows.map((row) => row.join(','))].join('\n')}\n`);
  table('sellers.csv', 'seller_id,seller_zip_code_prefix,seller_city,seller_state', [
    ['ana', '13023', 'campinas', 'SP'],
    ['bia', '80010', '"curitiba, centro"', 'PR'],
  ]);
  table('products.csv', 'product_id,product_category_name,product_weight_g', [
    ['lamp', 'casa', '800'],
    ['sofa', '', ''],
    ['vase', 'casa', '0'],
    ['chair', 'casa', '3000'],
  ]);
  table('category_names.csv', 'product_category_name,product_category_name_english', [
    ['casa', 'home_comfort'],
  ]);
  table(
    'customers.csv',
    'customer_id,customer_zip_code_prefix,customer_city,customer_state',
    orders.map(({ name }) => [`c-${name}`, '01310', 'sao paulo', 'SP']),
  );
  table(
    'orders.csv',
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date',
    orders.map((each) => [
      each.name,
      `c-${each.name}`,
      each.status,
      timeOf(each, 0),
      timeOf(each, each.approved),
      timeOf(each, each.handedOver),
      timeOf(each, each.delivered),
    ]),
  );
  table(
    'order_items.csv',
    'order_id,order_item_id,product_id,seller_id,price,freight_value',
    orders.flatMap(({ name, items }) => items.map((item, index) => [name, index + 1, ...item])),
  );
  table(
    'order_payments.csv',
    'order_id,payment_sequential,payment_type,payment_installments,payment_value',
    orders.flatMap(({ name, payments }) =>
      payments.map(([type, amount, instalments = 1], index) => [name, index + 1, type, instalments, amount]),
    ),
  );
}

function timeOf({ purchased }: SmallOrder, minutes: number | undefined): string {
  if (minutes === undefined) return '';
  const at = new Date(Date.UTC(2018, 0, 1) + (purchased + minutes) * 60_000);
  return at.toISOString().slice(0, 19).replace('T', ' ');
}
