import type { ApiClient } from '../cli/api-client.ts';
import { openCheckpoint, type Position } from './checkpoint.ts';
import { requireColumns, type ColumnMap } from './column-map.ts';
import type { ImportKind } from './import-kind.ts';
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
/** Batches on their way at a time: one is worked out while another is stored. */
const AT_ONCE = 2;

type Batch = { readonly rows: RowToSend[]; readonly bad: RowFault[]; lastLine: number };

/**
 * Reads the file and sends its rows in batches, at the pace at which Souk takes them: some are on their way while the next is
 * read, but never two that are about the same thing, so that the last row about it has the last word. What became of them
 * is told in the order of the file. A bad row is reported and does not stop the others.
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
  const deliver = async (batch: Batch, before: Promise<Failure | null>): Promise<Failure | null> => {
    const { counts, faults } = await sendBatch(api, kind, batch.rows);
    // After a failure, the next run begins at the batch that failed, and sends this one again.
    const failure = await before;
    if (failure !== null) return failure;
    const all = [...batch.bad, ...faults].toSorted((a, b) => a.line - b.line);
    for (const { line, field, rule } of all) progress.fault(`${source}:${line}: ${field}: ${rule}`);
    const bad = new Set(all.map((fault) => fault.line)).size;
    progress.add({ rows: batch.rows.length, bad, counts });
    position = { line: batch.lastLine, bad: position.bad + bad };
    checkpoint.save(position);
    return null;
  };
  const underWay: UnderWay[] = [];
  let last: Promise<Failure | null> = Promise.resolve(null);
  try {
    for await (const batch of batches(options, checkpoint.start.line)) {
      const names = namesIn(batch);
      for (let first = underWay[0]; first !== undefined && mustWait(underWay, names); first = underWay[0]) {
        throwFailure(await first.done);
        underWay.shift();
      }
      last = settled(deliver(batch, last));
      underWay.push({ names, done: last });
      if (stop.aborted) break;
    }
    for (const { done } of underWay) throwFailure(await done);
  } finally {
    await last;
    progress.end();
  }
  if (!stop.aborted) checkpoint.clear();
  return { ...progress.totals(), finished: !stop.aborted };
}

type Failure = { readonly error: unknown };

/** A batch on its way, and what its rows are about. */
type UnderWay = { readonly names: ReadonlySet<string>; readonly done: Promise<Failure | null> };

function mustWait(underWay: readonly UnderWay[], names: ReadonlySet<string>): boolean {
  return (
    underWay.length >= AT_ONCE || underWay.some((each) => [...names].some((name) => each.names.has(name)))
  );
}

/** The keys of the things that rows make or change. */
function namesIn({ rows }: Batch): ReadonlySet<string> {
  return new Set(
    rows.flatMap(({ row }) =>
      ['reference', 'sku'].flatMap((key) => {
        const name = row[key];
        return typeof name === 'string' ? [`${key} ${name}`] : [];
      }),
    ),
  );
}

/** Its failure is looked at when its turn comes. */
function settled(work: Promise<Failure | null>): Promise<Failure | null> {
  return work.catch((error: unknown) => ({ error }));
}

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
