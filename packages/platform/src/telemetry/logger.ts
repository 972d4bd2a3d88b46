import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { prettyLines } from './pretty-lines.ts';

/** Structured logs: `log.info({ orderId }, 'placed the order')`. Ids, never bodies, tokens or card data. */
export type Logger = PinoLogger;
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export type LoggerOptions = {
  readonly level: LogLevel;
  /** Lines for a person instead of JSON. */
  readonly pretty?: boolean;
  /** Where the lines go; standard output, buffered, unless said. */
  readonly destination?: DestinationStream;
};

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'cartToken',
  '["cart-token"]',
  '["set-cookie"]',
  '["idempotency-key"]',
];

/** Secrets are blotted out wherever they stand at the top of an entry or one or two levels below. */
const REDACTED = SECRET_FIELDS.flatMap((field) => {
  const below = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${below}`, `*.*${below}`];
});

/** Makes the program's logger. Services take a child of it. */
export function createLogger(options: LoggerOptions): Logger {
  const destination =
    options.destination ?? pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 250 });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[secret]' },
    },
    options.pretty === true ? prettyLines(destination) : destination,
  );
}

/** A logger that says nothing. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
