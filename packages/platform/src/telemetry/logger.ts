import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { BLOT, SECRET_NAMES, blotSecrets } from './blot-secrets.ts';
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

/** Makes the program's logger. Services take a child of it. */
export function createLogger(options: LoggerOptions): Logger {
  const destination =
    options.destination ?? pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 250 });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: blotSecrets },
      // The fields of child loggers pass no formatter.
      redact: { paths: [...SECRET_NAMES].map((name) => `["${name}"]`), censor: BLOT },
      serializers: { err: (error: Error) => blotSecrets({ ...pino.stdSerializers.err(error) }) },
    },
    options.pretty === true ? prettyLines(destination) : destination,
  );
}

/** A logger that says nothing. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
