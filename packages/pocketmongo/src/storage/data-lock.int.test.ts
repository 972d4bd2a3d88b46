import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { lockDataDirectory } from './data-lock.ts';

let directory: string;
let lock: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pocketmongo-lock-'));
  lock = join(directory, 'pocketmongo.lock');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const WRITER = `
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.postMessage('ready');
  setTimeout(() => require('node:fs').writeFileSync(workerData, String(process.pid)), 30);
`;

it('a lock that is just being written is held', async () => {
  writeFileSync(lock, '');
  const other = new Worker(WRITER, { eval: true, workerData: lock });
  const ended = once(other, 'exit');
  await once(other, 'message');
  expect(() => lockDataDirectory(directory)).toThrow('is in use by process');
  await ended;
});

it('a lock that stays empty was left by a process that was killed', () => {
  writeFileSync(lock, '');
  const unlock = lockDataDirectory(directory);
  expect(() => lockDataDirectory(directory)).toThrow('is in use by process');
  unlock();
});
