import type { Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Engine } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import type { User } from '../auth/users.ts';
import type { CallSession, Command } from '../commands/command.ts';
import { optionalDoc, toLong } from '../commands/arguments.ts';
import { sessionKey } from './session-key.ts';

/** Reads lsid, txnNumber and autocommit of a command. */
export function readSession(body: Doc, user: User | undefined): CallSession | undefined {
  const lsid = optionalDoc(body, 'lsid');
  const number = body.get('txnNumber');
  const inTransaction = body.get('autocommit') === false;
  if (lsid === undefined) {
    if (number !== undefined || inTransaction) {
      throw commandError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
    }
    return undefined;
  }
  if (inTransaction && number === undefined) {
    throw commandError(
      'InvalidOptions',
      "'autocommit' field requires a transaction number to also be specified",
    );
  }
  const txnNumber = number === undefined ? undefined : toLong(number, 'txnNumber');
  return { key: sessionKey(lsid, user), txnNumber, inTransaction };
}

const ENDING = new Set(['commitTransaction', 'abortTransaction']);

/** Opens or finds the transaction of a call, or prepares the record of a retryable write. */
export function operationOf(
  engine: Engine,
  command: Command,
  name: string,
  session: CallSession | undefined,
  starts: boolean,
): Operation {
  if (session?.txnNumber === undefined) return {};
  const { key, txnNumber } = session;
  if (!session.inTransaction) {
    if (starts) throw commandError('InvalidOptions', 'Specifying startTransaction requires autocommit=false');
    if (ENDING.has(name))
      throw commandError(
        'InvalidOptions',
        'txnNumber may only be provided for multi-document transactions with autocommit=false',
      );
    return command.retryable === true ? { retry: { session: key, txnNumber } } : {};
  }
  if (ENDING.has(name)) return {};
  if (command.transactional !== true) {
    throw commandError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${name}' in a multi-document transaction.`,
    );
  }
  return { txn: starts ? engine.startTransaction(key, txnNumber) : engine.transaction(key, txnNumber) };
}
