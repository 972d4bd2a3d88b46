import type { Doc } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import type { Engine } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import type { User } from '../auth/users.ts';
import type { CallSession, Command } from '../commands/command.ts';
import { optionalBoolean, optionalDoc, wrongType } from '../commands/arguments.ts';
import { sessionKey } from './session-key.ts';

/** Reads lsid, txnNumber and autocommit of a command. */
export function readSession(body: Doc, user: User | undefined): CallSession | undefined {
  const lsid = optionalDoc(body, 'lsid');
  const txnNumber = body.get('txnNumber') ?? undefined;
  if (txnNumber !== undefined && typeof txnNumber !== 'bigint')
    throw wrongType('txnNumber', txnNumber, 'long');
  if (txnNumber !== undefined && txnNumber < 0n)
    throw commandError('InvalidOptions', 'Transaction number cannot be negative');
  const autocommit = optionalBoolean(body, 'autocommit');
  if (txnNumber === undefined) {
    if (autocommit !== undefined)
      throw commandError(
        'InvalidOptions',
        "'autocommit' field requires a transaction number to also be specified",
      );
  } else if (lsid === undefined)
    throw commandError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  if (lsid === undefined) return undefined;
  return { key: sessionKey(lsid, user), txnNumber, inTransaction: autocommit === false };
}

/** Commands that run beside the transaction that they are called in, so that they can't start one. */
const NEVER_FIRST = new Set([
  'buildInfo', 'buildinfo', 'connectionStatus', 'getMore', 'hello', 'isMaster', 'ismaster', 'killCursors',
]); // prettier-ignore
const ENDING = new Set(['commitTransaction', 'abortTransaction']);

/** Opens or finds the transaction of a call, or prepares the record of a retryable write. */
export function operationOf(
  engine: Engine,
  command: Command,
  name: string,
  session: CallSession | undefined,
  starts: boolean,
): Operation {
  if (starts && NEVER_FIRST.has(name))
    throw commandError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${name}' as the first operation in a multi-document transaction.`,
    );
  if (session?.txnNumber === undefined) return {};
  const { key, txnNumber } = session;
  if (!session.inTransaction) {
    if (starts) throw commandError('InvalidOptions', 'Specifying startTransaction requires autocommit=false');
    if (command.retryable === true) return { retry: { session: key, txnNumber } };
    throw locationError(
      50768,
      `txnNumber may only be provided for multi-document transactions and retryable write commands: ${name}`,
    );
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
