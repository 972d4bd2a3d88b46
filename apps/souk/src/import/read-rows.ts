import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse, type CsvError } from 'csv-parse';
import { CommandError } from '../cli/command-error.ts';

/** The names of the columns, then line by line the file as text by column, or what is wrong with a line's form. */
export type CsvRow =
  | { readonly header: readonly string[] }
  | { readonly line: number; readonly cells: Readonly<Record<string, string>> }
  | { readonly line: number; readonly fault: string };

/** A quote that is never closed must not gather the rest of the file. */
const LONGEST_ROW = 256 * 1024;

/**
 * Reads CSV row by row: plain or gzipped (told by its first bytes), from a file or (`-`) standard input. The source is
 * read only as fast as the rows are taken; it ends when `stop` does.
 * @throws CommandError when the source can't be read, is not gzip although it begins so, or has no usable header.
 */
export async function* readRows(
  source: string,
  delimiter: string,
  stop: AbortSignal,
): AsyncGenerator<CsvRow> {
  const input = source === '-' ? process.stdin : createReadStream(source);
  const end = (): void => void input.destroy();
  stop.addEventListener('abort', end, { once: true });
  const ahead: CsvRow[] = [];
  const parser = csvParser(delimiter, (row) => ahead.push(row));
  let failure: NodeJS.ErrnoException | null = null;
  try {
    pipeline(await plain(input), parser, (error) => {
      failure = error ?? null;
    });
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      yield* ahead.splice(0);
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (!stop.aborted) throw unreadable(source, failure ?? error);
  } finally {
    stop.removeEventListener('abort', end);
    input.destroy();
  }
  yield* ahead.splice(0);
}

type ParsedRow = { record: Record<string, string>; info: { lines: number } };

function csvParser(delimiter: string, tell: (row: CsvRow) => void) {
  return parse({
    bom: true,
    columns: (header: string[]) => {
      requireUsable(header);
      tell({ header });
      return header;
    },
    delimiter,
    info: true,
    max_record_size: LONGEST_ROW,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: (error: CsvError | undefined) => {
      if (error !== undefined) tell({ line: Number(error['lines'] ?? 0), fault: error.message });
      return undefined;
    },
  });
}

function requireUsable(header: readonly string[]): void {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`its header names the column "${twice}" twice`);
}

/** The bytes without compression: the two magic bytes of gzip tell. */
async function plain(input: Readable): Promise<Readable> {
  let first: Buffer | null = null;
  for await (const chunk of input.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    first = chunk;
    break;
  }
  if (first === null) throw new TypeError('it is empty; its first line must name the columns');
  input.unshift(first);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return input;
  const gunzip = createGunzip();
  pipeline(input, gunzip, (error) => {
    if (error) gunzip.destroy(error);
  });
  return gunzip;
}

function unreadable(source: string, error: unknown): CommandError {
  const name = source === '-' ? 'standard input' : source;
  return new CommandError(`can't read ${name}: ${Error.isError(error) ? error.message : String(error)}`);
}
