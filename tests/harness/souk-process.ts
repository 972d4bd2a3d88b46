import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = join(import.meta.dirname, '..', '..');

export type SoukProcess = {
  readonly url: string;
  /** Acts as an administrator. */
  readonly operatorToken: string;
  readonly pid: number;
  /** Milliseconds from the spawn to the first 200 of `/health/ready`. */
  readonly readyAfterMs: number;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What it wrote, for a message when something is wrong. */
  output(): string;
  kill(): Promise<void>;
  stop(): Promise<void>;
};

export type SoukOptions = {
  readonly dataDir: string;
  /** Environment variables over the defaults for tests: cheap passwords, no rate limits, port 0. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Makes the demo shop, and waits until it is there. */
  readonly demo?: boolean;
  /** Hears of the process as soon as there is one, long before it is ready. */
  readonly onSpawn?: (pid: number) => void;
};

/** What tests set: cheap passwords, no rate limits, any free port. */
export const TEST_ENVIRONMENT = {
  PORT: '0',
  SOUK_BCRYPT_COST: '10',
  SOUK_RATE_LIMIT: '0',
  SOUK_RATE_LIMIT_CREDENTIALS: '0',
  SOUK_LOG_LEVEL: 'warn',
};

/** A data directory that goes when the returned function is called. */
export function temporaryData(label: string): { dataDir: string; remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), `souk-${label}-`));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** Starts Souk as its users do, in a process of its own, and waits until it answers. @throws with its output when it ends before. */
export async function startSoukProcess(options: SoukOptions): Promise<SoukProcess> {
  const started = performance.now();
  const noDemo = options.demo === true ? [] : ['--no-demo'];
  const child = spawn(
    process.execPath,
    [join(root, 'apps', 'souk', 'bin', 'souk.js'), 'start', ...noDemo, ...(options.args ?? [])],
    {
      cwd: root,
      env: { ...cleanEnvironment(), ...TEST_ENVIRONMENT, ...options.env, SOUK_DATA: options.dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (child.pid !== undefined) options.onSpawn?.(child.pid);
  const written: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 0));
  });
  const output = (): string => written.join('');
  const address = await waitForAddress(child, join(options.dataDir, 'address.json'), output);
  await waitUntilReady(address.url, child, output);
  while (options.demo === true && !output().includes('Souk is ready')) {
    requireAlive(child, output);
    await delay(20);
  }
  return {
    url: address.url,
    operatorToken: address.operatorToken,
    pid: address.pid,
    readyAfterMs: performance.now() - started,
    ended,
    output,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function waitForAddress(
  child: ChildProcess,
  file: string,
  output: () => string,
): Promise<{ pid: number; url: string; operatorToken: string }> {
  for (;;) {
    // The file of a killed predecessor names another process.
    if (existsSync(file)) {
      const address = JSON.parse(readFileSync(file, 'utf8')) as {
        pid: number;
        url: string;
        operatorToken: string;
      };
      if (address.pid === child.pid) return address;
    }
    requireAlive(child, output);
    await delay(5);
  }
}

async function waitUntilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(`${url}/health/ready`);
      await response.arrayBuffer();
      if (response.status === 200) return;
    } catch {
      // Not listening yet.
      requireAlive(child, output);
    }
    requireAlive(child, output);
    await delay(5);
  }
}

function requireAlive(child: ChildProcess, output: () => string): void {
  if (child.exitCode === null && child.signalCode === null) return;
  throw new Error(
    `Souk ended (${child.exitCode ?? child.signalCode ?? ''}) before it was ready:\n${output()}`,
  );
}

/** The caller's settings for Souk must not reach the Souk under test. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('SOUK_') && name !== 'PORT' && name !== 'NODE_OPTIONS',
    ),
  );
}
