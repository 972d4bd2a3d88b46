import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CommandError } from '../cli/command-error.ts';
import type { ImportKind } from './columns.ts';

/** For each of Souk's columns where its text comes from: a column of the file, or a text with `{column}` in it. */
export type ColumnMap = ReadonlyMap<string, (cells: Readonly<Record<string, string>>) => string>;

const schema = z.record(z.string(), z.string());

/**
 * Reads `--map FILE`: JSON such as `{"reference": "seller_id", "name": "Seller {seller_id}"}`. Columns it does not name keep
 * their own. @throws CommandError for a file that is no such JSON or names a column that Souk does not have.
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
  return new Map(
    kind.columns.map(({ name }) => {
      const source = given[name] ?? name;
      return [name, source.includes('{') ? template(source) : (cells) => cells[source] ?? ''];
    }),
  );
}

function parse(file: string): Record<string, string> {
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

/** A text whose holes are columns; empty as soon as one of them is, so that a missing cell is seen as missing. */
function template(text: string): (cells: Readonly<Record<string, string>>) => string {
  const columns = [...text.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  return (cells) => {
    if (columns.some((column) => (cells[column] ?? '') === '')) return '';
    return text.replaceAll(/\{([^}]+)\}/g, (_, column: string) => cells[column] ?? '');
  };
}
