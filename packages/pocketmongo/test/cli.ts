import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '../src/cli/main.ts';

/** Runs the command line in this process. */
export async function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await runCli(args, { stdin: new PassThrough().end(), stdout, stderr, password: undefined });
  return { code, stdout: await text(stdout.end()), stderr: await text(stderr.end()) };
}
