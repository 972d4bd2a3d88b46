import { toNumber } from '../bson/numbers.ts';
import { type Doc, isNumeric } from '../bson/values.ts';
import { CommandError, ERROR_CODES } from '../errors.ts';
import type { CallSession } from './command.ts';

/** Errors of a transaction after which the whole of it may be tried again. */
const TRANSIENT: ReadonlySet<number> = new Set([
  ERROR_CODES.WriteConflict,
  ERROR_CODES.NoSuchTransaction,
  ERROR_CODES.ShutdownInProgress,
  ERROR_CODES.InterruptedAtShutdown,
]);

/** Errors of a commit that has not taken place. */
const AT_COMMIT: ReadonlySet<number> = new Set([
  ERROR_CODES.LockTimeout,
  ERROR_CODES.WriteConflict,
  ERROR_CODES.SnapshotUnavailable,
  ERROR_CODES.NoSuchTransaction,
  ERROR_CODES.PreparedTransactionInProgress,
]);

/** Errors after which a driver may send a retryable write again, by the retryable writes specification. */
const RETRYABLE: ReadonlySet<number> = new Set([
  6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** Errors after which a change stream may be opened again at its token, by the change streams specification. */
const RESUMABLE: ReadonlySet<number> = new Set([
  6, 7, 63, 89, 91, 133, 150, 189, 234, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436,
]);

const endsTransaction = (name: string): boolean =>
  name === 'commitTransaction' || name === 'abortTransaction';

/** The error of a statement of a transaction, or of its end, with the label for a new attempt where one may help. */
export function withTransientLabel(error: CommandError): CommandError {
  return TRANSIENT.has(error.code) ? withLabel(error, 'TransientTransactionError') : error;
}

/** The error of a change stream's getMore, with the label for a new stream where one may help. */
export function withResumableLabel(error: unknown): unknown {
  const mayHelp = error instanceof CommandError && RESUMABLE.has(error.code);
  return mayHelp ? withLabel(error, 'ResumableChangeStreamError') : error;
}

/** The error that a fail point wants, with the labels that an error of that code has by itself. */
export function withUsualLabels(
  error: CommandError,
  session: CallSession | undefined,
  name: string,
): CommandError {
  if (session?.txnNumber === undefined) return error;
  const ends = endsTransaction(name);
  if (session.inTransaction && !ends) {
    const mayPass = TRANSIENT.has(error.code) || RETRYABLE.has(error.code);
    return mayPass ? withLabel(error, 'TransientTransactionError') : error;
  }
  if (name === 'commitTransaction' && AT_COMMIT.has(error.code))
    return withLabel(error, 'TransientTransactionError');
  return RETRYABLE.has(error.code) ? withLabel(error, 'RetryableWriteError') : error;
}

/** True when a write with this `writeConcernError` may be sent again, which the reply then says. */
export function isRetryableConcernError(
  concernError: Doc,
  session: CallSession | undefined,
  name: string,
): boolean {
  if (session?.txnNumber === undefined || (session.inTransaction && !endsTransaction(name))) return false;
  const code = concernError.get('code');
  return isNumeric(code) && RETRYABLE.has(toNumber(code));
}

function withLabel(error: CommandError, label: string): CommandError {
  if (error.labels.includes(label)) return error;
  const details = { labels: [...error.labels, label] };
  const { code, codeName, message, extra } = error;
  return new CommandError(code, codeName, message, extra === undefined ? details : { ...details, extra });
}
