import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({ pid: z.number(), url: z.string(), operatorToken: z.string() });

/** Where a running Souk is and the token with which commands on the same machine act as its operator. */
export type Address = z.infer<typeof schema>;

const path = (dataDir: string): string => join(dataDir, 'address.json');

/**
 * Written when Souk listens; readable by its owner alone, since the token is as good as an administrator's. It appears
 * whole: a command that looks meanwhile, or a crash, must not find half of it.
 */
export function writeAddress(dataDir: string, address: Address): void {
  const draft = `${path(dataDir)}.${address.pid}`;
  writeFileSync(draft, JSON.stringify(address), { mode: 0o600 });
  renameSync(draft, path(dataDir));
}

/** The running Souk of this data directory, or null when there is none (also when one died without cleaning up). */
export function readAddress(dataDir: string): Address | null {
  let text: string;
  try {
    text = readFileSync(path(dataDir), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  const address = parse(text);
  // In a container a process that died can have had this one's number.
  return address !== null && address.pid !== process.pid && isAlive(address.pid) ? address : null;
}

/** Taken away at an orderly stop. */
export function removeAddress(dataDir: string): void {
  rmSync(path(dataDir), { force: true });
}

/** A machine that lost power can leave a file without its content: then nothing runs here. */
function parse(text: string): Address | null {
  if (text.trim() === '') return null;
  return schema.parse(JSON.parse(text));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    // EPERM: it lives and belongs to somebody else.
    if (hasCode(error, 'EPERM')) return true;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
