import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RootDatabase } from 'lmdb';

/** What the name of a file ends with until it is whole and on the disk. */
export const UNFINISHED = '.new';

/** Brings a file, or the names in a directory, to the disk. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes the file under another name and moves it into place when it is on the disk: if the power goes before the first
 * sync, what is left of the file can't be opened.
 */
export function makeFile(path: string, fill: (path: string) => RootDatabase<Uint8Array, Buffer>): void {
  if (existsSync(path)) return;
  const unfinished = `${path}${UNFINISHED}`;
  rmSync(unfinished, { force: true });
  const db = fill(unfinished);
  void db.close();
  if (!('status' in db) || db.status !== 'closed') throw new Error(`${unfinished} can't be closed`);
  rmSync(`${unfinished}-lock`, { force: true });
  renameSync(unfinished, path);
  syncNames(dirname(path));
}

/** Makes a directory, private to its owner, whose name is on the disk when the call returns. */
export function makeDirectory(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = resolve(path); made.length >= resolve(first).length; made = dirname(made))
    syncNames(dirname(made));
}

/** Windows has no call for it. */
function syncNames(directory: string): void {
  if (process.platform !== 'win32') syncToDisk(directory);
}
