import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's top folder. Looked for, because this file runs from its place and from the start bundle's. */
export const projectRoot = folderWithLock(import.meta.dirname);

function folderWithLock(folder: string): string {
  if (existsSync(join(folder, 'package-lock.json'))) return folder;
  if (folder === dirname(folder)) throw new Error(`no package-lock.json above ${import.meta.dirname}`);
  return folderWithLock(dirname(folder));
}
