import { afterAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runSouk, spawnSouk } from '../harness/souk-command.ts';
import {
  cleanEnvironment,
  startSoukProcess,
  temporaryData,
  TEST_ENVIRONMENT,
} from '../harness/souk-process.ts';

const root = join(import.meta.dirname, '..', '..');
const data = temporaryData('cli-running');
afterAll(() => data.remove());
const environment = {
  ...cleanEnvironment(),
  ...TEST_ENVIRONMENT,
  PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  SOUK_DATA: data.dataDir,
};
const addressFile = join(data.dataDir, 'address.json');

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    // No process has this number.
    return false;
  }
};

async function address(): Promise<{ pid: number; url: string }> {
  while (!existsSync(addressFile)) await delay(10);
  return JSON.parse(readFileSync(addressFile, 'utf8')) as { pid: number; url: string };
}

describe('npm', () => {
  it('start ends with Souk when it is told to stop, and leaves no process behind', async () => {
    const npm = spawn('npm', ['start', '--', '--no-demo'], {
      cwd: root,
      env: environment,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => npm.once('exit', resolve));
    const { pid } = await address();
    npm.kill('SIGTERM');
    await ended;
    while (isAlive(pid)) await delay(10);
    expect(existsSync(addressFile)).toBe(false);
  });

  it('finds the command souk in the repository, without asking a registry', async () => {
    const { stdout } = await promisify(execFile)('npx', ['souk', '--help'], {
      cwd: root,
      env: { ...environment, npm_config_registry: 'http://127.0.0.1:9', npm_config_offline: 'true' },
    });
    expect(stdout).toContain('Usage: souk COMMAND');
  });
});

describe('a data directory', () => {
  it('of a Souk that was killed is taken over at the next start', async () => {
    const first = await startSoukProcess(data);
    await first.kill();
    const second = await startSoukProcess(data);
    expect(second.pid).not.toBe(first.pid);
    await second.stop();
    expect(await second.ended).toBe(0);
  });

  it('that a command is at work on is named, with what to do', async () => {
    const input = 'reference,name,postcode\na,b,1\n';
    const busy = spawnSouk(['import', 'sellers', '-'], { ...data, input, inputStaysOpen: true });
    while (!existsSync(join(data.dataDir, 'database', 'pocketmongo.lock'))) await delay(10);
    const { code, stderr } = await runSouk(['start'], data);
    busy.child.stdin?.end();
    await busy.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^souk: the data directory .* is in use by process \d+\. Another Souk/);
  });

  it('is emptied by --fresh', async () => {
    rmSync(data.dataDir, { recursive: true, force: true });
    const args = ['admin', 'create', '--email', 'ada@example.com'];
    expect((await runSouk(args, data)).code).toBe(0);
    expect((await runSouk(args, data)).code).toBe(1);
    const fresh = await runSouk(['start', '--fresh', '--no-demo', '--exit-when-ready'], data);
    expect(fresh.code).toBe(0);
    expect((await runSouk(args, data)).code).toBe(0);
  });
});
