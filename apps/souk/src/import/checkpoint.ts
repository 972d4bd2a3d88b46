import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** How far an import of one file has come, so that an interrupted one goes on where it stopped. */
export type Checkpoint = {
  /** Lines up to here were acknowledged by Souk in an earlier, interrupted run. */
  readonly resumeAfterLine: number;
  save(line: number): void;
  /** The import is complete; nothing is to be resumed. */
  clear(): void;
};

/**
 * The checkpoint of a file: bound to its path, size and time, so that a changed file starts from its beginning. Standard
 * input can't be resumed. Lines are repeated rather than skipped when in doubt: importing one again changes nothing.
 */
export function openCheckpoint(dataDir: string, kind: string, source: string): Checkpoint {
  if (source === '-') return { resumeAfterLine: 0, save: () => undefined, clear: () => undefined };
  const { size, mtimeMs } = statSync(source);
  const name = createHash('sha256')
    .update(`${kind}\n${resolve(source)}\n${size}\n${mtimeMs}`)
    .digest('hex')
    .slice(0, 32);
  const folder = join(dataDir, 'imports');
  const file = join(folder, `${name}.json`);
  return {
    resumeAfterLine: readLine(file),
    save: (line) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify({ source: resolve(source), line }));
      renameSync(`${file}.new`, file);
    },
    clear: () => rmSync(file, { force: true }),
  };
}

function readLine(file: string): number {
  try {
    const { line } = JSON.parse(readFileSync(file, 'utf8')) as { line: number };
    return line;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
