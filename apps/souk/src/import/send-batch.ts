import { z } from 'zod';
import type { ApiClient } from '../cli/api-client.ts';
import type { ImportKind } from './columns.ts';
import type { RowFault } from './parse-row.ts';

export type BatchOutcome = {
  /** Rows by what became of them: created, updated, unchanged, repeated, refused. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly RowFault[];
};

/** What the import endpoints say of each row. */
const answer = z.object({
  data: z.array(
    z.object({
      outcome: z.string(),
      errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    }),
  ),
});

/** Sends rows and reads what became of each. A row that repeats an earlier one of the batch word for word is not sent. */
export async function sendBatch(
  api: ApiClient,
  kind: ImportKind,
  rows: readonly { line: number; row: Record<string, unknown> }[],
): Promise<BatchOutcome> {
  const distinct = [...new Map(rows.map((each) => [JSON.stringify(each.row), each])).values()];
  const counts: Record<string, number> = {};
  const count = (outcome: string, by = 1): void => {
    counts[outcome] = (counts[outcome] ?? 0) + by;
  };
  if (distinct.length < rows.length) count('repeated', rows.length - distinct.length);
  const { data } = answer.parse(
    await api.call('POST', `/api/v1${kind.endpoint}`, { rows: distinct.map((each) => each.row) }),
  );
  const faults: RowFault[] = [];
  for (const [index, { outcome, errors = [] }] of data.entries()) {
    count(outcome);
    const line = distinct[index]?.line ?? 0;
    for (const { pointer, message } of errors) {
      faults.push({ line, field: pointer.replace(/^\/rows\/\d+\/?/, '') || '(row)', rule: message });
    }
  }
  return { counts, faults };
}
