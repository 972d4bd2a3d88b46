import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKeyFile } from './key-file.ts';

let directory = '';
const path = () => join(directory, 'identity-keys.json');

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'souk-keys-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('the key file', () => {
  it('is made once, for its owner alone, and then gives the same keys', async () => {
    const [first, second] = await Promise.all([
      createKeyFile(directory).load(),
      createKeyFile(directory).load(),
    ]);
    const later = await createKeyFile(directory).load();
    expect(second.signing.kid).toBe(first.signing.kid);
    expect(later.published).toEqual(first.published);
    expect(Buffer.from(later.secret)).toEqual(Buffer.from(first.secret));
    expect(first.secret).toHaveLength(32);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['identity-keys.json']);
  });

  it('publishes no private part', async () => {
    const { published } = await createKeyFile(directory).load();
    expect(Object.keys(published[0] ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('stops the start when others may read it, and says what to do', async () => {
    await createKeyFile(directory).load();
    await chmod(path(), 0o644);
    await expect(createKeyFile(directory).load()).rejects.toThrow(/mode 0644.*chmod 600/);
  });

  it('stops the start when it is damaged, without quoting it', async () => {
    await createKeyFile(directory).load();
    const text = await readFile(path(), 'utf8');
    await writeFile(path(), text.slice(0, -20));
    const failure = await createKeyFile(directory)
      .load()
      .catch((error: unknown) => String(error));
    expect(failure).toContain('identity-keys.json');
    expect(failure).not.toContain('BEGIN');
  });
});
