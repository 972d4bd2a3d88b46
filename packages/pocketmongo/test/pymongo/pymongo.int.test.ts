import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../server.ts';

// deploy/pymongo.sh puts it there.
const PYTHON = join(import.meta.dirname, '..', '..', '..', '..', '.cache', 'pymongo', 'bin', 'python');
const installed = existsSync(PYTHON);
const suite = installed ? describe : describe.skip;

suite(`the driver of Python${installed ? '' : ' (not installed: run deploy/pymongo.sh)'}`, () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.close());

  it('works as against a real server', async () => {
    const session = join(import.meta.dirname, 'session.py');
    const { stdout } = await promisify(execFile)(PYTHON, [session, test.server.uri('admin')]);
    const lines = stdout.trim().split('\n').slice(1);
    expect(lines).toHaveLength(11);
    expect(lines.filter((line) => !/: (ok|skipped: .*)$/.test(line))).toEqual([]);
  });
});
