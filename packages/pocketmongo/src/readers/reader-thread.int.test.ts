import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../test/server.ts';
import { DATA_FILE, openFile } from '../storage/data-file.ts';
import type { Task } from './messages.ts';
import { ReaderPool } from './reader-pool.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-reader-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('a reader that starts', () => {
  it('is waited for no longer than an operation may last', async () => {
    const pool = new ReaderPool({
      dataDir,
      host: '127.0.0.1',
      port: () => 0,
      most: 1,
      report: () => undefined,
    });
    const thread = pool.take();
    expect(await codeOf(thread.untilReady(performance.now()))).toBe(50);
    expect(thread.isReady).toBe(false);
    await pool.close();
  });
});

describe('a reader that ends by itself', () => {
  it('fails what it was asked, is reported and makes room for another', async () => {
    // A file of no known format, which the reader refuses at its start.
    await openFile(join(dataDir, DATA_FILE)).close();
    const failures: unknown[] = [];
    const report = (failure: unknown): void => void failures.push(failure);
    const pool = new ReaderPool({ dataDir, host: '127.0.0.1', port: () => 0, most: 1, report });
    const thread = pool.take();
    const { id, flag: stop } = thread.task();
    const task: Task = {
      type: 'run',
      id,
      stop,
      name: 'count',
      database: 'test',
      body: new Uint8Array(),
      user: undefined,
      system: new Uint8Array(),
      remainingMs: undefined,
    };
    expect(await codeOf(thread.ask(task))).toBe(175);
    expect(await codeOf(thread.ask(task))).toBe(175);
    expect(failures.length).toBe(1);
    await thread.untilReady(undefined);
    expect([pool.size, pool.isReady]).toEqual([0, false]);
    pool.giveBack(thread);
    expect(pool.take()).not.toBe(thread);
    await pool.close();
  });
});
