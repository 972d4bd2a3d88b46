import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Child = {
  readonly process: ChildProcess;
  readonly firstLine: string;
  readonly output: () => string;
  /** Ends it by the signal and waits until it is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
};

/** Starts a Node program and waits for its first line. @throws Error with what it wrote when it ends before. */
export async function startChild(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Child> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stderr.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const firstLine = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${script} ended before it was ready:\n${written.join('')}`)));
  });
  lines.on('line', (line) => written.push(`${line}\n`));
  return {
    process: child,
    firstLine,
    output: () => written.join(''),
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
