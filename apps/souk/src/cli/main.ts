import { CommandError } from './command-error.ts';

type Command = {
  readonly summary: string;
  readonly load: () => Promise<{ run: (args: string[]) => Promise<number> }>;
};

// Each command's file is loaded when it is asked for: `--help` needs no database.
const commands: Record<string, Command> = {
  start: { summary: 'run Souk (with demo data on first start)', load: () => import('./start.ts') },
  import: { summary: 'read sellers, products, offers and stock from CSV', load: () => import('./import.ts') },
  'admin create': { summary: 'make an administrator', load: () => import('./admin-create.ts') },
  'config check': {
    summary: 'check the configuration and print it without secrets',
    load: () => import('./config-check.ts'),
  },
  'access matrix': {
    summary: 'print which role may call which route',
    load: () => import('./access-matrix.ts'),
  },
};

/**
 * The command line. Returns the exit code: 0 done, 1 failed, 2 the command was not understood.
 * `start` returns when Souk has stopped.
 */
export async function main(args: string[]): Promise<number> {
  const words = args.slice(0, 2).filter((word) => !word.startsWith('-'));
  const name = [words.join(' '), words[0] ?? ''].find((each) => Object.hasOwn(commands, each));
  if (name === undefined) return usage(words.join(' '));
  const command = commands[name];
  if (command === undefined) return usage(name);
  try {
    const { run } = await command.load();
    return await run(args.slice(name.split(' ').length));
  } catch (error) {
    return report(error);
  }
}

function usage(unknown: string): number {
  const out = unknown === '' ? console.log : console.error;
  if (unknown !== '') out(`souk: there is no command "${unknown}".\n`);
  out('Usage: souk COMMAND [OPTIONS]      (souk COMMAND --help tells more)\n');
  const width = Math.max(...Object.keys(commands).map((each) => each.length));
  for (const [each, { summary }] of Object.entries(commands)) out(`  ${each.padEnd(width)}  ${summary}`);
  return unknown === '' ? 0 : 2;
}

function report(error: unknown): number {
  if (error instanceof CommandError) {
    console.error(`souk: ${error.message}`);
    return error.exitCode;
  }
  if (Error.isError(error) && error.name === 'ConfigError') {
    console.error(`souk: ${error.message}\nAll variables: docs/configuration.md`);
    return 1;
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (Error.isError(error) && code.startsWith('ERR_PARSE_ARGS')) {
    console.error(`souk: ${error.message}`);
    return 2;
  }
  console.error(error);
  return 1;
}
