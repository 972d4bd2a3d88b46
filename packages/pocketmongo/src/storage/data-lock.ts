import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Start time of a process as the kernel counts it, so that a number used again is not taken for the old process. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return ''; // No /proc on this system: the number alone must do.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Error.isError(error) && (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Who makes the file writes to it at once: it stays empty only when its process was killed in between. */
const WRITTEN_WITHIN_MS = 1_000;
const LOOK_EVERY_MS = 20;

function contentOf(path: string): string {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < WRITTEN_WITHIN_MS; waited += LOOK_EVERY_MS) {
    const content = readFileSync(path, 'utf8').trim();
    if (content !== '') return content;
    Atomics.wait(pause, 0, 0, LOOK_EVERY_MS);
  }
  return '';
}

function holderOf(path: string): number | undefined {
  const [pidText, start] = contentOf(path).split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  return start === undefined || start === '' || startOf(pid) === start ? pid : undefined;
}

function inUse(dataDir: string, holder: number): Error {
  const error = new Error(`the data directory ${dataDir} is in use by process ${holder}`);
  return Object.assign(error, { code: 'ELOCKED' });
}

/**
 * Takes the data directory for this process; a lock that a killed process left behind is taken over.
 * Returns the function that gives it back. Throws (code ELOCKED) when another process holds it.
 */
export function lockDataDirectory(dataDir: string): () => void {
  const path = join(dataDir, 'pocketmongo.lock');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid} ${startOf(process.pid)}\n`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!Error.isError(error) || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(path);
      if (holder !== undefined) throw inUse(dataDir, holder);
      rmSync(path, { force: true });
    }
  }
  throw new Error(`the data directory ${dataDir} could not be locked`);
}
