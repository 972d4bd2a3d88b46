import { commandError } from '../errors.ts';

const TRANSIENT = ['TransientTransactionError'];

/** Another writer was earlier. */
export function writeConflict(): Error {
  return commandError(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { labels: TRANSIENT },
  );
}

/** No transaction of that number is known. */
export function noSuchTransaction(txnNumber: bigint): Error {
  return commandError(
    'NoSuchTransaction',
    `Given transaction number ${txnNumber} does not match any in-progress transactions. The active transaction number is unknown, or the transaction has been aborted.`,
    { labels: TRANSIENT },
  );
}

/** The transaction was aborted, or has expired. */
export function aborted(txnNumber: bigint): Error {
  return commandError('NoSuchTransaction', `Transaction with { txnNumber: ${txnNumber} } has been aborted.`, {
    labels: TRANSIENT,
  });
}

/** The transaction can neither go on nor be aborted. */
export function committed(txnNumber: bigint): Error {
  return commandError('TransactionCommitted', `Transaction ${txnNumber} has been committed.`);
}
