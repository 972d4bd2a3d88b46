import type { ApiClient } from '../cli/api-client.ts';
import { openCheckpoint, type Position } from './checkpoint.ts';
import { requireColumns, type ColumnMap } from './column-map.ts';
import type { ImportKind } from './kinds.ts';
import { parseRow, type RowFault } from './parse-row.ts';
import { startProgress } from './progress.ts';
import { readRows } from './read-rows.ts';
import { sendBatch, type RowToSend } from './send-batch.ts';

export type ImportOptions = {
  readonly kind: ImportKind;
  /** A path, or `-` for standard input. */
  readonly source: string;
  readonly map: ColumnMap;
  /** How the map was written, so that an import with another map does not go on where this one stopped. */
  readonly mapText: string;
  readonly delimiter: string;
  readonly currency: string;
  readonly dataDir: string;
  /** Aborted when the person wants to stop: what is in hand is finished, the rest waits for the next run. */
  readonly stop: AbortSignal;
};

export type ImportReport = {
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly bad: number;
  readonly finished: boolean;
};

const BATCH = 500;

type Batch = { readonly rows: RowToSend[]; readonly bad: RowFault[]; lastLine: number };

/**
 * Reads the file and sends its rows in batches, in their order and at the pace at which Souk takes them: one batch is on
 * its way while the next is read. A bad row is reported and does not stop the others.
 * @throws CommandError when the source can't be read or Souk refuses a whole batch.
 */
export async function runImport(api: ApiClient, options: ImportOptions): Promise<ImportReport> {
  const { kind, source, stop, dataDir } = options;
  const reading = [kind.name, options.delimiter, options.currency, options.mapText].join('\n');
  const checkpoint = openCheckpoint(dataDir, { source, reading });
  const progress = startProgress(kind.name, checkpoint.start.bad);
  if (checkpoint.start.line > 0)
    progress.note(`going on after line ${checkpoint.start.line}, where the last run stopped`);

  let position: Position = checkpoint.start;
  const deliver = async (batch: Batch): Promise<void> => {
    const { counts, faults } = await sendBatch(api, kind, batch.rows);
    const all = [...batch.bad, ...faults].toSorted((a, b) => a.line - b.line);
    for (const { line, field, rule } of all) progress.fault(`${source}:${line}: ${field}: ${rule}`);
    const bad = new Set(all.map((fault) => fault.line)).size;
    progress.add({ rows: batch.rows.length, bad, counts });
    position = { line: batch.lastLine, bad: position.bad + bad };
    checkpoint.save(position);
  };
  let underWay: Promise<Failure | null> = Promise.resolve(null);
  try {
    for await (const batch of batches(options, checkpoint.start.line)) {
      throwFailure(await underWay);
      // Its failure is looked at when the next batch has been read.
      underWay = deliver(batch).then(
        () => null,
        (error: unknown) => ({ error }),
      );
      if (stop.aborted) break;
    }
    throwFailure(await underWay);
  } finally {
    await underWay;
    progress.end();
  }
  if (!stop.aborted) checkpoint.clear();
  return { ...progress.totals(), finished: !stop.aborted };
}

type Failure = { readonly error: unknown };

function throwFailure(failure: Failure | null): void {
  if (failure !== null) throw failure.error;
}

async function* batches(options: ImportOptions, resumeAfterLine: number): AsyncGenerator<Batch> {
  const { kind, map, source, delimiter, currency, stop } = options;
  let batch: Batch = { rows: [], bad: [], lastLine: 0 };
  for await (const read of readRows(source, delimiter, stop)) {
    if ('header' in read) {
      requireColumns(kind, map, read.header, source);
      continue;
    }
    if (read.line <= resumeAfterLine) continue;
    batch.lastLine = read.line;
    if ('fault' in read) {
      batch.bad.push({ line: read.line, field: '(row)', rule: read.fault });
    } else {
      const parsed = parseRow(kind, map, read.line, read.cells, currency);
      if ('faults' in parsed) batch.bad.push(...parsed.faults);
      else batch.rows.push(parsed);
    }
    if (batch.rows.length + batch.bad.length >= BATCH) {
      yield batch;
      batch = { rows: [], bad: [], lastLine: 0 };
    }
  }
  if (batch.lastLine > 0 && !stop.aborted) yield batch;
}
