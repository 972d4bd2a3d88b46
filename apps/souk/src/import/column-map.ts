import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CommandError } from '../cli/command-error.ts';
import type { ImportKind } from './import-kind.ts';

type Cells = Readonly<Record<string, string>>;

/** Where the text of one of Souk's columns comes from. */
export type Source = {
  /** Columns of the file that it reads. */
  readonly columns: readonly string[];
  readonly read: (cells: Cells) => string;
};
export type ColumnMap = ReadonlyMap<string, Source>;

const schema = z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]));

/**
 * Reads `--map FILE`: JSON such as `{"reference": "seller_id", "name": "Seller {seller_id}"}`. A text is a column of the file, a
 * text with `{column}` in it, or `=` and a fixed text; of a list the first that is not empty counts. Columns that the map
 * does not name keep their own. @throws CommandError for a file that is no such JSON or names a column that Souk does not
 * have.
 */
export function readColumnMap(file: string | undefined, kind: ImportKind): ColumnMap {
  const given = file === undefined ? {} : parse(file);
  const known = new Set(kind.columns.map((column) => column.name));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new CommandError(
      `${file ?? ''}: there is no column ${unknown.join(', ')} in "${kind.name}"; there are: ${[...known].join(', ')}`,
    );
  }
  return new Map([...known].map((name) => [name, firstFilled([given[name] ?? name].flat().map(source))]));
}

/**
 * A file without a column that is required or that the map names is the wrong file, or wants another map: said once, not
 * on every line. @throws CommandError
 */
export function requireColumns(
  kind: ImportKind,
  map: ColumnMap,
  header: readonly string[],
  file: string,
): void {
  const there = new Set(header);
  const named = kind.columns.filter(({ name, required }) => required || !isOwn(map.get(name), name));
  const missing = new Set(
    named.flatMap(({ name }) => map.get(name)?.columns.filter((column) => !there.has(column)) ?? []),
  );
  if (missing.size === 0) return;
  throw new CommandError(
    `${file} has no column ${[...missing].join(', ')}. Its columns: ${header.join(', ')}. Use --map FILE to say which is which.`,
  );
}

function isOwn(found: Source | undefined, name: string): boolean {
  return found?.columns.length === 1 && found.columns[0] === name;
}

function parse(file: string): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(
      `can't read the column map ${file}: ${Error.isError(error) ? error.message : String(error)}`,
    );
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new CommandError(`${file}: a column map is a JSON object of texts: {"title": "product_name"}`);
  return parsed.data;
}

function source(text: string): Source {
  if (text.startsWith('=')) return { columns: [], read: () => text.slice(1) };
  if (!text.includes('{')) return { columns: [text], read: (cells) => cells[text] ?? '' };
  const columns = [...text.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  return {
    columns,
    // Empty as soon as one hole is, so that a missing cell is seen as missing.
    read: (cells) =>
      columns.some((column) => (cells[column] ?? '') === '')
        ? ''
        : text.replaceAll(/\{([^}]+)\}/g, (_, column: string) => cells[column] ?? ''),
  };
}

function firstFilled(sources: readonly Source[]): Source {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) return only;
  return {
    columns: [...new Set(sources.flatMap((each) => each.columns))],
    read: (cells) => {
      for (const each of sources) {
        const text = each.read(cells);
        if (text !== '') return text;
      }
      return '';
    },
  };
}
