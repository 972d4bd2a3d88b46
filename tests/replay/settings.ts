import { parseArgs } from 'node:util';
import type { Place } from './replay-orders.ts';
import { TOLERANCE } from './replayable.ts';

export const USAGE = `npm run replay -- --olist DIR [--limit N] [--catalogue sold|all] [--url URL --token TOKEN [--check-only]]

Lets a Souk live through the orders of an Olist folder, through its public API, and compares what it says afterwards with
what the tables say. Ends with 1 when anything differs.

  --olist DIR        folder with orders.csv, order_items.csv, order_payments.csv, customers.csv, sellers.csv,
                     products.csv and category_names.csv
  --limit N          only the first N orders by time of purchase
  --catalogue WHICH  sold: only products that are bought (default with --limit); all: every product of the folder
  --url, --token     a running Souk (SOUK_PAYMENT_TOLERANCE=${TOLERANCE}, SOUK_RATE_LIMIT=0, SOUK_RATE_LIMIT_CREDENTIALS=0) and an
                     administrator's token; without them one is started for the run, in a directory of its own
  --check-only       only compares: that Souk has lived through the orders already`;

export type Settings = {
  readonly folder: string;
  readonly limit: number | null;
  readonly everything: boolean;
  readonly place: Place | null;
  readonly checkOnly: boolean;
};

const options = {
  olist: { type: 'string' },
  limit: { type: 'string' },
  catalogue: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
  'check-only': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Null where the arguments make no sense. */
export function readSettings(args: string[]): Settings | null {
  const values = parse(args);
  if (values === null) return null;
  const { olist: folder, url, token } = values;
  const limit = values.limit === undefined ? null : Number(values.limit);
  const catalogue = values.catalogue ?? (limit === null ? 'all' : 'sold');
  if (values.help || folder === undefined || (url === undefined) !== (token === undefined)) return null;
  if (limit !== null && !(Number.isInteger(limit) && limit > 0)) return null;
  if (catalogue !== 'all' && catalogue !== 'sold') return null;
  const place = url === undefined || token === undefined ? null : { url, token };
  const checkOnly = values['check-only'];
  if (checkOnly && place === null) return null;
  return { folder, limit, everything: catalogue === 'all', place, checkOnly };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const { code } = error as { code?: unknown };
    // What is wrong with the arguments, the usage tells better.
    if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) return null;
    throw error;
  }
}
