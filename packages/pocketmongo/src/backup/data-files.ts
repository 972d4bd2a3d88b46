import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FILE } from '../storage/data-file.ts';

export function dataFile(dataDir: string): string {
  return join(dataDir, DATA_FILE);
}

/** Throws when the directory holds no database: opening it would make an empty one. */
export function requireDatabase(dataDir: string): void {
  if (!existsSync(dataFile(dataDir))) throw new Error(`${dataDir} holds no database (no ${DATA_FILE})`);
}

/** Makes the directory, private to its owner. Throws when it holds anything. */
export function makeEmptyDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (readdirSync(directory).length > 0) throw new Error(`${directory} is not empty`);
}
