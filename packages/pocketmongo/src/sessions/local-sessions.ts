import { authorize } from '../auth/authorize.ts';
import type { CommandCall } from '../commands/command.ts';

/** Keys of the caller's session and of those with an open cursor or transaction: the caller's own, or everybody's. */
export function localSessions(
  { server, session, connection, name }: CommandCall,
  allUsers: boolean,
): string[] {
  const { user } = connection;
  if (allUsers) authorize(user, 'cluster', 'admin', name);
  const open = [...server.cursors.sessions(), ...server.engine.sessionsInTransaction()];
  const owner = user === undefined ? '' : `@${user.db}.${user.user}`;
  const visible = open.filter((key) => allUsers || key.slice(ID_LENGTH) === owner);
  return [...new Set(session === undefined ? visible : [session.key, ...visible])];
}

const ID_LENGTH = 32;
