import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A secret that is made once and then kept in the data directory, readable by its owner alone: the one-process shape needs
 * no configured secrets, and a restart does not change them.
 */
export function keptSecret(dataDir: string, name: string): string {
  const folder = join(dataDir, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  const fresh = randomBytes(32).toString('base64url');
  try {
    // `wx` fails when the file is there: two starts at once agree on the first one's secret.
    writeFileSync(file, fresh, { mode: 0o600, flag: 'wx' });
    return fresh;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') {
      return readFileSync(file, 'utf8');
    }
    throw error;
  }
}
