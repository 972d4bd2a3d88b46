import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DATA_FILE, openFile, type DataFile } from '../data-file.ts';
import { keyText } from '../keys.ts';
import { WriteSet } from '../write-set.ts';
import { WriterThread } from './writer-thread.ts';
import { Writing } from './writing.ts';

let directory: string;
let path: string;
let db: DataFile;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pocketmongo-writing-'));
  path = join(directory, DATA_FILE);
  db = openFile(path);
});
afterEach(async () => {
  await db.close();
  rmSync(directory, { recursive: true, force: true });
});

const put = (key: string, value: string | null): WriteSet => {
  const changes = new WriteSet();
  changes.set(keyText(Buffer.from(key)), value === null ? null : Buffer.from(value));
  return changes;
};
const get = (key: string): string | undefined => {
  const found = db.getBinary(Buffer.from(key));
  return found === undefined ? undefined : Buffer.from(found).toString();
};
/** LMDB takes no key of that length, so the transaction is given up in the middle. */
const unwritable = (): WriteSet => {
  const changes = put('before', 'x');
  changes.set('k'.repeat(5_000), Buffer.from('y'));
  return changes;
};

describe('commits', () => {
  it('are made on this thread while they are few', async () => {
    const writing = new Writing(db, path);
    await writing.write(put('a', '1'));
    await writing.write(put('b', '2'));
    expect(get('b')).toBe('2');
    expect(writing.isApart).toBe(false);
    await writing.close();
  });

  it('go to a thread of their own when they are many, and are seen here as soon as they are acknowledged', async () => {
    const writing = new Writing(db, path, { commitThread: 'always' });
    await writing.started();
    for (let n = 0; n < 50; n += 1) {
      await writing.write(put('counter', String(n)));
      expect(get('counter')).toBe(String(n));
    }
    const large = 'x'.repeat(600_000);
    await writing.write(put('large', large));
    expect(get('large')).toBe(large);
    await writing.write(put('counter', null));
    expect(get('counter')).toBeUndefined();
    await writing.close();
  });

  it.each(['here', 'apart'])(
    '%s: leave nothing behind when they fail, and the next one works',
    async (where) => {
      const writing = new Writing(db, path, { commitThread: where === 'apart' ? 'always' : 'never' });
      if (where === 'apart') await writing.started();
      await expect(writing.write(unwritable())).rejects.toThrow();
      expect(get('before')).toBeUndefined();
      await writing.write(put('after', '1'));
      expect(get('after')).toBe('1');
      expect(writing.isApart).toBe(where === 'apart');
      await writing.close();
    },
  );

  it('that were acknowledged are in the file when it is closed and opened again', async () => {
    const writing = new Writing(db, path, { commitThread: 'always' });
    await writing.started();
    await writing.write(put('last', 'one'));
    await writing.close();
    await db.close();
    db = openFile(path);
    expect(get('last')).toBe('one');
  });
});

describe('a thread that ends by itself', () => {
  const impossible = (): string => join(path, 'a file is no folder');

  it('fails the write that it had', async () => {
    const ended: (Error | undefined)[] = [];
    const thread = new WriterThread(impossible(), (why) => ended.push(why));
    await expect(thread.write(put('a', '1'))).rejects.toThrow('the thread that writes has ended');
    expect(ended).toEqual([expect.objectContaining({ message: expect.stringContaining('start again') })]);
    expect(thread.isReady).toBe(false);
  });

  it('is not started again: commits stay where they are', async () => {
    const writing = new Writing(db, impossible(), { commitThread: 'always' });
    for (let n = 0; n < 300; n += 1) {
      await writing.write(put('n', String(n)));
      await setImmediate();
    }
    expect(writing.isApart).toBe(false);
    expect(get('n')).toBe('299');
    await writing.close();
  });
});
