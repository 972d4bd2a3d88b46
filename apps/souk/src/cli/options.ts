import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

type OptionHelp = { readonly type: 'string' | 'boolean'; readonly help: string; readonly value?: string };

/** Parses a command's options; prints its help and returns null when `--help` is among them. */
export function readOptions<T extends Record<string, OptionHelp>>(
  args: string[],
  usage: string,
  options: T,
): {
  values: { [K in keyof T]?: T[K]['type'] extends 'string' ? string : boolean };
  positionals: string[];
} | null {
  const config: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { type }] of Object.entries(options)) config[name] = { type };
  const parsed = parseArgs({ args, options: config, allowPositionals: true });
  if (parsed.values['help'] === true) {
    printHelp(usage, options);
    return null;
  }
  return {
    values: parsed.values as { [K in keyof T]?: T[K]['type'] extends 'string' ? string : boolean },
    positionals: parsed.positionals,
  };
}

function printHelp(usage: string, options: Record<string, OptionHelp>): void {
  console.log(`Usage: ${usage}\n`);
  const rows = Object.entries(options).map(([name, option]) => [
    `--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    option.help,
  ]);
  rows.push(['--help', 'show this']);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  for (const [left = '', right = ''] of rows) console.log(`  ${left.padEnd(width)}  ${right}`);
}
