import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment, TEST_ENVIRONMENT } from './souk-process.ts';

const root = join(import.meta.dirname, '..', '..');

export type CommandOptions = {
  readonly dataDir: string;
  /** What the command reads from standard input; nothing when absent. */
  readonly input?: string | Buffer;
  /** Standard input stays open after `input`, as that of a pipe whose writer thinks. */
  readonly inputStaysOpen?: boolean;
  /** Environment variables over the defaults for tests. */
  readonly env?: Readonly<Record<string, string>>;
};

export type CommandResult = {
  /** The exit code, or the name of the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunningCommand = { readonly child: ChildProcess; readonly ended: Promise<CommandResult> };

/** Runs `souk ARGS` as its users do, in a process of its own. */
export function runSouk(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return spawnSouk(args, options).ended;
}

/** The same, for tests that have something to do to the process. */
export function spawnSouk(args: readonly string[], options: CommandOptions): RunningCommand {
  const child = spawn(process.execPath, [join(root, 'apps', 'souk', 'bin', 'souk.js'), ...args], {
    cwd: root,
    env: { ...cleanEnvironment(), ...TEST_ENVIRONMENT, ...options.env, SOUK_DATA: options.dataDir },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
  // A command may end before it has read all that it is given.
  child.stdin.on('error', () => undefined);
  if (options.input !== undefined) child.stdin.write(options.input);
  if (options.inputStaysOpen !== true) child.stdin.end();
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code: code ?? signal ?? 0, stdout: stdout.join(''), stderr: stderr.join('') });
    });
  });
  return { child, ended };
}
