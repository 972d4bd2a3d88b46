import type { Readable, Writable } from 'node:stream';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** What a command of the command line may touch of the process. */
export interface Terminal {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  /** Of the administrator, from the environment. */
  password: string | undefined;
}

/** A command of the command line; resolves to the exit code. */
export interface CliCommand {
  help: string;
  run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

/** The user's mistake: told as one line, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Parses strictly; what is wrong with the arguments becomes a UsageError. */
export function readOptions<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals, strict: true });
  } catch (error) {
    throw new UsageError(Error.isError(error) ? error.message : String(error));
  }
}

export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing`);
  return value;
}

export function say(out: Writable, line: string): void {
  out.write(`${line}\n`);
}
