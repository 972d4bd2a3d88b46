import { requireRight } from '../auth/authorize.ts';
import type { CommandCall } from '../commands/command.ts';
import type { KnownSession } from './known-sessions.ts';
import { isSessionOf, type Owner } from './session-key.ts';

/** Whose sessions are wanted: the caller's own, everybody's, or those of some users. */
export type SessionOwners = 'own' | 'all' | readonly Owner[];

const SEE_ALL = { action: 'listSessions', on: 'cluster' } as const;

/** The sessions that the server knows of. Throws Unauthorized for who may not see those of others. */
export function sessionsOf(
  { server, connection, name, now }: CommandCall,
  owners: SessionOwners,
): KnownSession[] {
  const { user } = connection;
  const all = server.sessions.list(now.getTime());
  if (owners === 'own') return all.filter(({ key }) => isSessionOf(key, user));
  const isOwn = (owner: Owner): boolean => owner.user === user?.user && owner.db === user.db;
  if (owners === 'all' || !owners.every(isOwn)) requireRight(connection, SEE_ALL, name);
  return owners === 'all' ? all : all.filter(({ key }) => owners.some((owner) => isSessionOf(key, owner)));
}
