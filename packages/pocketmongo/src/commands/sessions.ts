import { Binary, doc } from '../bson/values.ts';
import { randomBytes } from 'node:crypto';
import { requiredDocs } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { isSessionOf, sessionKey } from '../sessions/session-key.ts';

export const startSession: Command = {
  names: ['startSession'],
  access: 'authenticated',
  fields: [],
  run: () => {
    const id = randomBytes(16);
    id[6] = ((id[6] ?? 0) & 0x0f) | 0x40;
    id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
    return doc({ id: doc({ id: new Binary(id, Binary.SUBTYPE_UUID) }), timeoutMinutes: 30 });
  },
};

/** The keys of the sessions that a command names. */
const namedSessions = ({ body, name, connection }: CommandCall): string[] =>
  requiredDocs(body, name).map((lsid) => sessionKey(lsid, connection.user));

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
  run: (call) => {
    for (const key of endedSessions(call)) {
      call.server.cursors.killSession(key);
      call.server.engine.endSession(key);
    }
    return new Map();
  },
};

/** Sessions hold nothing that would expire, so there is nothing to refresh. */
export const refreshSessions: Command = {
  names: ['refreshSessions'],
  access: 'authenticated',
  run: (call) => {
    namedSessions(call);
    return new Map();
  },
};
