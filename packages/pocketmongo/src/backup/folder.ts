import { copyFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading } from '../storage/store.ts';
import { syncToDisk } from '../storage/new-file.ts';
import { dataFile, makeEmptyDirectory, requireDatabase } from './data-files.ts';

/** Runs `write` on a file beside the final one, which appears only when it is whole and on the disk. */
export async function intoPlace(directory: string, write: (path: string) => Promise<void>): Promise<number> {
  makeEmptyDirectory(directory);
  const unfinished = join(directory, 'unfinished.mdb');
  try {
    await write(unfinished);
    syncToDisk(unfinished);
    renameSync(unfinished, dataFile(directory));
    syncToDisk(directory);
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(`${unfinished}-lock`, { force: true });
  }
  return statSync(dataFile(directory)).size;
}

/**
 * Copies a data directory as it is at one moment into a new folder, also while a server in another process has it open.
 * Returns the number of bytes.
 */
export async function backupToFolder(dataDir: string, folder: string): Promise<number> {
  requireDatabase(dataDir);
  const db = openForReading(dataDir);
  try {
    return await intoPlace(folder, (path) => db.backup(path, true));
  } finally {
    await db.close();
  }
}

/** Makes a data directory from a folder that {@link backupToFolder} made. */
export async function restoreFromFolder(folder: string, dataDir: string): Promise<void> {
  requireDatabase(folder);
  await openForReading(folder).close();
  await intoPlace(dataDir, (path) => {
    copyFileSync(dataFile(folder), path);
    return Promise.resolve();
  });
}
