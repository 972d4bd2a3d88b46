import { setTimeout as delay } from 'node:timers/promises';
import { ApiRefusal, type ApiClient } from '../cli/api-client.ts';
import { fieldOf } from './endpoints.ts';
import type { SentRow, ImportKind, ImportRow } from './import-kind.ts';
import type { RowFault } from './parse-row.ts';

export type BatchOutcome = {
  /** Rows by what became of them: created, updated, unchanged, repeated, refused. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly RowFault[];
};

export type RowToSend = { readonly line: number; readonly row: ImportRow };

type Settled = SentRow & { readonly line: number };

/** Sends rows and reads what became of each. A row that repeats an earlier one of the batch word for word is not sent. */
export async function sendBatch(
  api: ApiClient,
  kind: ImportKind,
  rows: readonly RowToSend[],
): Promise<BatchOutcome> {
  const distinct = [...new Map(rows.map((each) => [JSON.stringify(each.row), each])).values()];
  const counts: Record<string, number> = {};
  if (distinct.length < rows.length) counts['repeated'] = rows.length - distinct.length;
  const settled = await settle(api, kind, distinct);
  for (const { outcome } of settled) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const columnOf = new Map(kind.columns.map(({ field, name }) => [field, name]));
  const faults = settled.flatMap(({ line, faults: those }) =>
    those.map(({ field, rule }) => ({ line, field: columnOf.get(field) ?? '(row)', rule })),
  );
  return { counts, faults: faults.toSorted((a, b) => a.line - b.line) };
}

/** Souk refuses a request that holds a row of a wrong form: that row is taken out, and the others are sent again. */
async function settle(api: ApiClient, kind: ImportKind, rows: readonly RowToSend[]): Promise<Settled[]> {
  if (rows.length === 0) return [];
  try {
    const sent = await patiently(() =>
      kind.send(
        api,
        rows.map((each) => each.row),
      ),
    );
    return rows.map(({ line }, index) => ({ line, ...(sent[index] ?? { outcome: 'refused', faults: [] }) }));
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    if (error.status === 413) return settleHalves(api, kind, rows);
    if (error.status !== 422) throw error;
    const wrong = wrongRows(rows, error);
    if (wrong.size === 0) throw error;
    const others = rows.filter(({ line }) => !wrong.has(line));
    return [...wrong.values(), ...(await settle(api, kind, others))];
  }
}

async function settleHalves(
  api: ApiClient,
  kind: ImportKind,
  rows: readonly RowToSend[],
): Promise<Settled[]> {
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) {
    return [{ line: only.line, outcome: 'refused', faults: [{ field: '', rule: 'is too long' }] }];
  }
  const half = Math.ceil(rows.length / 2);
  return [...(await settle(api, kind, rows.slice(0, half))), ...(await settle(api, kind, rows.slice(half)))];
}

function wrongRows(rows: readonly RowToSend[], refusal: ApiRefusal): ReadonlyMap<number, Settled> {
  const wrong = new Map<number, Settled>();
  for (const { pointer, message } of refusal.errors) {
    const position = /^\/rows\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
    const line = position === undefined ? undefined : rows[Number(position)]?.line;
    if (line === undefined) continue;
    const faults = [...(wrong.get(line)?.faults ?? []), { field: fieldOf(pointer), rule: message }];
    wrong.set(line, { line, outcome: 'refused', faults });
  }
  return wrong;
}

const TRIES = 6;
const FIRST_PAUSE_MS = 50;

/** Tries again what somebody else's work stood in the way of: another import of the same rows, a full queue. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      const passing = error instanceof ApiRefusal && [409, 429, 503].includes(error.status);
      if (!passing || tries === TRIES) throw error;
      await delay(FIRST_PAUSE_MS * 2 ** tries);
    }
  }
}
