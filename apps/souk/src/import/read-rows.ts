import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse, type CsvError } from 'csv-parse';
import { CommandError } from '../cli/command-error.ts';

/** One line of the file as text by column, or what is wrong with its form. */
export type CsvRow =
  | { readonly line: number; readonly cells: Readonly<Record<string, string>> }
  | { readonly line: number; readonly fault: string };

/**
 * Reads CSV row by row: plain or gzipped (told by its first bytes), from a file or (`-`) standard input. The source is
 * read only as fast as the rows are taken.
 * @throws CommandError when the source can't be read, or is not gzip although it begins so.
 */
export async function* readRows(source: string, delimiter: string): AsyncGenerator<CsvRow> {
  const input = source === '-' ? process.stdin : createReadStream(source);
  const faults: CsvRow[] = [];
  const parser = parse({
    bom: true,
    columns: true,
    delimiter,
    info: true,
    relax_column_count_less: false,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: (error: CsvError | undefined) => {
      if (error !== undefined) faults.push({ line: Number(error['lines'] ?? 0), fault: error.message });
      return undefined;
    },
  });
  let failure: NodeJS.ErrnoException | null = null;
  pipeline(await plain(input, source), parser, (error) => {
    failure = error ?? null;
  });
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      yield* faults.splice(0);
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    throw unreadable(source, failure ?? error);
  }
  yield* faults.splice(0);
}

type ParsedRow = { record: Record<string, string>; info: { lines: number } };

/** The bytes without compression: the two magic bytes of gzip tell. */
async function plain(input: Readable, source: string): Promise<Readable> {
  let first: Buffer | null = null;
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      first = chunk;
      break;
    }
  } catch (error) {
    throw unreadable(source, error);
  }
  if (first === null) return input;
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
