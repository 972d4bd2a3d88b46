import { z } from 'zod';
import type { ApiClient } from '../cli/api-client.ts';
import type { ImportRow, SentRow } from './import-kind.ts';

const outcomes = z.object({
  data: z.array(
    z.object({
      outcome: z.string(),
      offerId: z.string().nullish(),
      errors: z.array(z.object({ pointer: z.string(), message: z.string() })),
    }),
  ),
});
type Outcome = z.infer<typeof outcomes>['data'][number];

const lookedUp = z.object({ data: z.array(z.object({ offerId: z.string().nullable() })) });

export async function sendSellers(api: ApiClient, rows: readonly ImportRow[]): Promise<readonly SentRow[]> {
  return (await post(api, '/seller-imports', rows)).map(toSentRow);
}

export function sendProducts(api: ApiClient, rows: readonly ImportRow[]): Promise<readonly SentRow[]> {
  return sendWithStock(api, '/product-imports', rows);
}

export function sendOffers(api: ApiClient, rows: readonly ImportRow[]): Promise<readonly SentRow[]> {
  return sendWithStock(api, '/offer-imports', rows);
}

export async function sendStock(api: ApiClient, rows: readonly ImportRow[]): Promise<readonly SentRow[]> {
  const names = rows.map(({ sku, sellerReference }) => ({ sku, sellerReference }));
  const { data } = lookedUp.parse(await api.call('POST', '/api/v1/offer-look-ups', { rows: names }));
  const unknown: SentRow = {
    outcome: 'refused',
    faults: [{ field: 'sku', rule: 'this seller offers nothing with this SKU' }],
  };
  const offerIds = data.map((each) => each.offerId);
  const set = await setStock(api, rows, offerIds);
  return rows.map((_, index) => set[index] ?? unknown);
}

/** Rows that may say how many pieces there are of what they offer. */
async function sendWithStock(
  api: ApiClient,
  endpoint: string,
  rows: readonly ImportRow[],
): Promise<readonly SentRow[]> {
  const done = await post(
    api,
    endpoint,
    rows.map(({ available: _, ...row }) => row),
  );
  const stocked = rows.map(({ available }, index) =>
    available === undefined ? null : (done[index]?.offerId ?? null),
  );
  const set = await setStock(api, rows, stocked);
  return done.map((each, index) => {
    const stock = set[index];
    const sent = toSentRow(each);
    if (stock === undefined) return sent;
    const outcome = sent.outcome === 'unchanged' ? stock.outcome : sent.outcome;
    return { outcome, faults: [...sent.faults, ...stock.faults] };
  });
}

/** Sets the stock of the rows whose offer is known; what became of each, by the rows' positions. */
async function setStock(
  api: ApiClient,
  rows: readonly ImportRow[],
  offerIds: readonly (string | null)[],
): Promise<readonly (SentRow | undefined)[]> {
  const known = offerIds.flatMap((offerId, index) => (offerId === null ? [] : [{ offerId, index }]));
  const result: (SentRow | undefined)[] = rows.map(() => undefined);
  if (known.length === 0) return result;
  const done = await post(
    api,
    '/stock-imports',
    known.map(({ offerId, index }) => ({ offerId, available: rows[index]?.['available'] })),
  );
  for (const [at, { index }] of known.entries()) {
    const outcome = done[at];
    if (outcome !== undefined) result[index] = toSentRow(outcome);
  }
  return result;
}

async function post(api: ApiClient, endpoint: string, rows: readonly object[]): Promise<readonly Outcome[]> {
  return outcomes.parse(await api.call('POST', `/api/v1${endpoint}`, { rows })).data;
}

function toSentRow({ outcome, errors }: Outcome): SentRow {
  return {
    outcome,
    faults: errors.map(({ pointer, message }) => ({ field: fieldOf(pointer), rule: message })),
  };
}

/** `/rows/3/price/amount` → `price`. */
export function fieldOf(pointer: string): string {
  return /^\/rows\/\d+\/([^/]+)/.exec(pointer)?.[1] ?? '';
}
