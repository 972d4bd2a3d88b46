import type { DestinationStream } from 'pino';

const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';
const COLOURS: Readonly<Record<string, string>> = {
  fatal: '\u001b[35m',
  error: '\u001b[31m',
  warn: '\u001b[33m',
  info: '\u001b[32m',
  debug: '\u001b[36m',
  trace: '\u001b[90m',
};

/** Turns JSON log lines into lines for a person: `12:03:11.482 info  placed the order orderId=ord_…`. */
export function prettyLines(out: DestinationStream): DestinationStream {
  return { write: (line) => out.write(prettyLine(line)) };
}

function prettyLine(line: string): string {
  const entry: unknown = JSON.parse(line);
  if (typeof entry !== 'object' || entry === null) return line;
  const { time, level, msg, err, ...rest } = entry as Record<string, unknown>;
  const label = text(level);
  const fields = Object.entries(rest).map(([name, value]) => ` ${DIM}${name}=${PLAIN}${text(value)}`);
  const head = `${DIM}${text(time).slice(11, 23)}${PLAIN} ${COLOURS[label] ?? ''}${label.padEnd(5)}${PLAIN} ${text(msg)}`;
  return `${head}${fields.join('')}${stack(err)}\n`;
}

function stack(err: unknown): string {
  if (typeof err !== 'object' || err === null || !('stack' in err)) return '';
  return `\n${text(err.stack)}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
