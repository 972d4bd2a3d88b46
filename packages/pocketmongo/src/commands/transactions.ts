import { commandError } from '../errors.ts';
import type { Command, CommandCall } from './command.ts';

/** Session and number of a call that ends a transaction. */
function transactionOf({ session, name }: CommandCall): { key: string; txnNumber: bigint } {
  if (session?.txnNumber === undefined) {
    throw commandError('CommandFailed', `${name} must be run within a transaction`);
  }
  return { key: session.key, txnNumber: session.txnNumber };
}

export const commitTransaction: Command = {
  names: ['commitTransaction'],
  access: 'authenticated',
  kind: 'write',
  fields: ['recoveryToken'],
  adminOnly: true,
  run: async (call) => {
    const { key, txnNumber } = transactionOf(call);
    await call.server.engine.commitTransaction(key, txnNumber);
    return new Map();
  },
};

export const abortTransaction: Command = {
  names: ['abortTransaction'],
  access: 'authenticated',
  fields: ['recoveryToken'],
  adminOnly: true,
  run: (call) => {
    const { key, txnNumber } = transactionOf(call);
    call.server.engine.abortTransaction(key, txnNumber);
    return new Map();
  },
};
