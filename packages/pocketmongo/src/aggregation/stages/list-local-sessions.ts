import { doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { logicalSession } from '../../sessions/session-key.ts';
import type { SourceStage } from '../stage.ts';

/**
 * `$listLocalSessions: {}`, or `{allUsers: true}`: the caller's session and those that have a cursor or a transaction
 * open. Others leave nothing behind, so that nothing is known of them; `lastUse` is now.
 */
export const listLocalSessions: SourceStage = {
  over: 'nothing',
  compile: (operand, { localSessions, options }) => {
    const allUsers = readAllUsers(operand);
    return () => {
      const lastUse = options.now ?? new Date();
      return [localSessions(allUsers).map((key) => doc({ _id: logicalSession(key), lastUse }))];
    };
  },
};

function readAllUsers(operand: Value): boolean {
  if (!isDoc(operand)) {
    throw commandError('TypeMismatch', '$listLocalSessions options must be specified in an object');
  }
  const allUsers = operand.get('allUsers') ?? false;
  for (const name of operand.keys()) {
    if (name === 'users')
      throw commandError('CommandNotSupported', '$listLocalSessions.users is not supported');
    if (name !== 'allUsers') {
      throw commandError('FailedToParse', `Unknown option for $listLocalSessions: ${name}`);
    }
  }
  if (typeof allUsers !== 'boolean') {
    throw commandError('TypeMismatch', '$listLocalSessions.allUsers must be a boolean');
  }
  return allUsers;
}
