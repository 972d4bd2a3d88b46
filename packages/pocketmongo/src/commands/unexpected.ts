import { commandError, CommandError } from '../errors.ts';
import type { ServerContext } from './command.ts';

/** What JavaScript throws when a value outgrows it; the client's command asked for that value. */
const OUTGROWN =
  /^(Invalid (string|array|typed array) length|Maximum call stack size|Array buffer allocation|Maximum BigInt size)/;

/** Any failure as an error for the client; one that is the server's own fault is reported. */
export function asCommandError(server: ServerContext, error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (Error.isError(error) && error.name === 'RangeError' && OUTGROWN.test(error.message))
    return commandError('ExceededMemoryLimit', `a value grew beyond what can be held: ${error.message}`);
  return server.report(error);
}
