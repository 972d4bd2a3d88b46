import { backup } from './backup.ts';
import { check } from './check.ts';
import { exportAll } from './export.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { say, UsageError, type CliCommand, type Terminal } from './terminal.ts';

const COMMANDS: ReadonlyMap<string, CliCommand> = new Map([
  ['serve', serve],
  ['check', check],
  ['backup', backup],
  ['restore', restore],
  ['export', exportAll],
]);

const HELP = `pocketmongo [command] [options]

An embedded, durable database that speaks MongoDB's wire protocol.

  serve     starts a server on a data directory (what happens without a command)
  check     verifies a data directory
  backup    copies a data directory, also while a server writes to it
  restore   makes a data directory from a backup
  export    copies every database to a real MongoDB

"pocketmongo COMMAND --help" tells more.
`;

/** Runs the command line; never throws. Resolves to the exit code: 0 well, 1 failed, 2 asked wrongly. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first = '', ...rest] = args;
  const command = COMMANDS.get(first);
  if (command === undefined && (first === '--help' || first === '-h' || first === 'help')) {
    terminal.stdout.write(`${HELP}\n${serve.help}`);
    return 0;
  }
  try {
    if (command === undefined && first !== '' && !first.startsWith('-'))
      throw new UsageError(`no command "${first}"; there are: ${Array.from(COMMANDS.keys()).join(', ')}`);
    const chosen = command ?? serve;
    const own = command === undefined ? args : rest;
    if (own.includes('--help') || own.includes('-h')) {
      terminal.stdout.write(chosen.help);
      return 0;
    }
    return await chosen.run(own, terminal);
  } catch (error) {
    say(terminal.stderr, `pocketmongo: ${explain(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function explain(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `the port is in use: ${error.message}`;
  if (code === 'EACCES' || code === 'EPERM') return `no permission: ${error.message}`;
  return error.message;
}
