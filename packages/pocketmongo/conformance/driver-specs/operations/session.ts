import type { ClientSession } from 'mongodb';
import type { Arguments } from './argument.ts';

/** Operations of a session but withTransaction, which runs others. */
export const SESSION_OPERATIONS: Readonly<
  Record<string, (session: ClientSession, given: Arguments) => Promise<unknown>>
> = {
  startTransaction: (session, given) => {
    session.startTransaction(given.optionsBut());
    return Promise.resolve();
  },
  commitTransaction: (session, given) => session.commitTransaction(given.optionsBut()),
  abortTransaction: (session, given) => session.abortTransaction(given.optionsBut()),
  endSession: (session) => session.endSession(),
  getSnapshotTime: (session) => Promise.resolve('snapshotTime' in session ? session.snapshotTime : undefined),
};
