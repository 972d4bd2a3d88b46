import { Binary, doc } from '../bson/values.ts';
import { randomBytes } from 'node:crypto';
import { checkFields, requiredDocs } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { SESSION_MINUTES } from '../sessions/known-sessions.ts';
import { isSessionOf, sessionKey } from '../sessions/session-key.ts';

const SESSION_FIELDS = new Set(['id', 'uid']);

export const startSession: Command = {
  names: ['startSession'],
  access: 'authenticated',
  kind: 'session',
  fields: [],
  run: ({ server, connection, now }) => {
    const id = randomBytes(16);
    id[6] = ((id[6] ?? 0) & 0x0f) | 0x40;
    id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
    const lsid = doc({ id: new Binary(id, Binary.SUBTYPE_UUID) });
    server.sessions.used(sessionKey(lsid, connection.user), now.getTime());
    return doc({ id: lsid, timeoutMinutes: SESSION_MINUTES });
  },
};

/** The keys of the sessions that a command names. */
const namedSessions = ({ body, name, connection }: CommandCall): string[] =>
  requiredDocs(body, name).map((lsid) => {
    checkFields(lsid, name, SESSION_FIELDS);
    return sessionKey(lsid, connection.user);
  });

/** Without names `killSessions` ends all sessions of its user. */
function endedSessions(call: CommandCall): string[] {
  const named = namedSessions(call);
  if (named.length > 0 || call.name === 'endSessions') return named;
  const { cursors, engine } = call.server;
  const all = [...cursors.sessions(), ...engine.sessionsInTransaction()];
  return all.filter((key) => isSessionOf(key, call.connection.user));
}

/** Their cursors are closed and their transactions aborted. */
export const endSessions: Command = {
  names: ['endSessions', 'killSessions'],
  access: 'authenticated',
  kind: 'session',
  run: (call) => {
    for (const key of endedSessions(call)) {
      call.server.cursors.killSession(key);
      call.server.engine.endSession(key);
      if (call.name === 'endSessions') call.server.sessions.end(key);
    }
    return new Map();
  },
};

/** Counts as a use of the sessions. */
export const refreshSessions: Command = {
  names: ['refreshSessions'],
  access: 'authenticated',
  kind: 'session',
  run: (call) => {
    for (const key of namedSessions(call)) call.server.sessions.used(key, call.now.getTime());
    return new Map();
  },
};
