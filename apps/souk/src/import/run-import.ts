import { CommandError } from '../cli/command-error.ts';
import type { ApiClient } from '../cli/api-client.ts';
import { openCheckpoint } from './checkpoint.ts';
import type { ColumnMap } from './column-map.ts';
import type { ImportKind } from './columns.ts';
import { parseRow, type ParsedRow, type RowFault } from './parse-row.ts';
import { startProgress } from './progress.ts';
import { readRows } from './read-rows.ts';
import { sendBatch } from './send-batch.ts';

export type ImportOptions = {
  readonly kind: ImportKind;
  /** A path, or `-` for standard input. */
  readonly source: string;
  readonly map: ColumnMap;
  readonly delimiter: string;
  readonly currency: string;
  readonly dataDir: string;
  /** Set when the person wants to stop: what is in hand is finished, the rest waits for the next run. */
  readonly interrupted: () => boolean;
};

export type ImportReport = {
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly bad: number;
  readonly finished: boolean;
};

const BATCH = 500;
/** Two requests on the way keep Souk busy while the next rows are read; more would only wait in its queue. */
const IN_FLIGHT = 2;

type Batch = { readonly rows: { line: number; row: Record<string, unknown> }[]; lastLine: number };

/**
 * Reads the file and sends its rows in batches, at the pace at which Souk takes them. A bad row is reported and does not stop
 * the others. @throws CommandError when the source can't be read or Souk refuses a whole batch.
 */
export async function runImport(api: ApiClient, options: ImportOptions): Promise<ImportReport> {
  const checkpoint = openCheckpoint(options.dataDir, options.kind.name, options.source);
  const progress = startProgress(options.kind.name);
  if (checkpoint.resumeAfterLine > 0)
    progress.note(`going on after line ${checkpoint.resumeAfterLine}, where the last run stopped`);
  const complain = (faults: readonly RowFault[]): void => {
    for (const { line, field, rule } of faults)
      progress.fault(`${options.source}:${line}: ${field}: ${rule}`);
  };
  const pending: Promise<void>[] = [];
  // Batches are acknowledged in their order, so that everything up to the checkpoint is in Souk.
  let acknowledged: Promise<void> = Promise.resolve();
  const dispatch = async (batch: Batch): Promise<void> => {
    const sent = sendBatch(api, options.kind, batch.rows);
    acknowledged = Promise.all([acknowledged, sent]).then(([, outcome]) => {
      complain(outcome.faults);
      progress.add(batch.rows.length, outcome.counts);
      checkpoint.save(batch.lastLine);
    });
    pending.push(acknowledged);
    if (pending.length >= IN_FLIGHT) await pending.shift();
  };
  try {
    for await (const batch of batches(options, checkpoint.resumeAfterLine, complain)) {
      await dispatch(batch);
      if (options.interrupted()) break;
    }
    await acknowledged;
  } finally {
    // Whichever batch failed first has been thrown; the others' failures are the same news.
    await Promise.allSettled(pending);
    progress.end();
  }
  const finished = !options.interrupted();
  if (finished) checkpoint.clear();
  return { ...progress.totals(), finished };
}

async function* batches(
  options: ImportOptions,
  resumeAfterLine: number,
  complain: (faults: readonly RowFault[]) => void,
): AsyncGenerator<Batch> {
  const { kind, map, source, delimiter, currency } = options;
  let batch: Batch = { rows: [], lastLine: 0 };
  let first = true;
  for await (const read of readRows(source, delimiter)) {
    if ('fault' in read) {
      complain([{ line: read.line, field: '(row)', rule: read.fault }]);
      continue;
    }
    if (first) requireColumns(kind, map, read.cells, source);
    first = false;
    if (read.line <= resumeAfterLine) continue;
    const parsed: ParsedRow = parseRow(kind, map, read.line, read.cells, currency);
    batch.lastLine = read.line;
    if ('faults' in parsed) complain(parsed.faults);
    else batch.rows.push(parsed);
    if (batch.rows.length >= BATCH) {
      yield batch;
      batch = { rows: [], lastLine: 0 };
    }
  }
  if (batch.rows.length > 0) yield batch;
}

/** A file without a required column is the wrong file, or wants a map: said once, not on every line. */
function requireColumns(
  kind: ImportKind,
  map: ColumnMap,
  cells: Readonly<Record<string, string>>,
  source: string,
): void {
  const filled = Object.fromEntries(Object.keys(cells).map((name) => [name, 'x']));
  const missing = kind.columns.filter((column) => column.required && map.get(column.name)?.(filled) === '');
  if (missing.length === 0) return;
  throw new CommandError(
    `${source} has no column for ${missing.map((column) => column.name).join(', ')}. Its columns: ${Object.keys(cells).join(', ')}. Use --map FILE to say which is which.`,
  );
}
