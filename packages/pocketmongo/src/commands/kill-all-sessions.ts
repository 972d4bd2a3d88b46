import { isDoc } from '../bson/values.ts';
import { optionalArray } from './arguments.ts';
import type { Command } from './command.ts';

/** Ends the sessions of the named users, or all: their cursors and their open transactions go. */
export const killAllSessions: Command = {
  names: ['killAllSessions'],
  access: 'cluster',
  run: ({ body, server: { cursors, engine } }) => {
    const users = (optionalArray(body, 'killAllSessions') ?? []).filter(isDoc);
    const owners = users.map((user) => `@${ownerOf(user.get('db'), user.get('user'))}`);
    for (const session of new Set([...cursors.sessions(), ...engine.sessionsInTransaction()])) {
      if (owners.length > 0 && !owners.some((owner) => session.endsWith(owner))) continue;
      cursors.killSession(session);
      engine.endSession(session);
    }
    return new Map();
  },
};

const ownerOf = (db: unknown, user: unknown): string =>
  typeof db === 'string' && typeof user === 'string' ? `${db}.${user}` : '';
