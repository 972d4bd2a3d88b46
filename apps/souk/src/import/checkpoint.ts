import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const schema = z.object({ line: z.int().min(0), bad: z.int().min(0) });

/** How far an import has come: everything up to `line` was sent or is bad, as `bad` rows of it are. */
export type Position = z.infer<typeof schema>;

/** How far an import of one file has come, so that an interrupted one goes on where it stopped. */
export type Checkpoint = {
  /** Where an earlier, interrupted run stopped. */
  readonly start: Position;
  save(position: Position): void;
  /** The import is complete; nothing is to be resumed. */
  clear(): void;
};

const BEGINNING: Position = { line: 0, bad: 0 };

/**
 * The checkpoint of a file: bound to its path, size and time and to how its columns are read, so that a changed file or map
 * starts from its beginning. Standard input can't be resumed. Lines are repeated rather than skipped when in doubt:
 * importing one again changes nothing.
 */
export function openCheckpoint(
  dataDir: string,
  { source, reading }: { readonly source: string; readonly reading: string },
): Checkpoint {
  if (source === '-') return { start: BEGINNING, save: () => undefined, clear: () => undefined };
  const { size, mtimeMs } = statSync(source);
  const name = createHash('sha256')
    .update([resolve(source), size, mtimeMs, reading].join('\n'))
    .digest('hex')
    .slice(0, 32);
  const folder = join(dataDir, 'imports');
  const file = join(folder, `${name}.json`);
  return {
    start: read(file),
    save: (position) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify({ source: resolve(source), ...position }));
      renameSync(`${file}.new`, file);
    },
    clear: () => rmSync(file, { force: true }),
  };
}

function read(file: string): Position {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return BEGINNING;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // A power cut can leave the file without its content; the file is then read from its beginning.
    return BEGINNING;
  }
}
