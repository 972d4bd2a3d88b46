import { Binary, doc, isDoc } from '../bson/values.ts';
import { randomBytes } from 'node:crypto';
import { optionalArray } from './arguments.ts';
import type { Command } from './command.ts';
import { sessionKey } from '../sessions/session-key.ts';

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

export const endSessions: Command = {
  names: ['endSessions', 'killSessions'],
  access: 'authenticated',
  run: (call) => {
    for (const lsid of optionalArray(call.body, call.name) ?? []) {
      if (!isDoc(lsid)) continue;
      const key = sessionKey(lsid, call.connection.user);
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
  run: () => new Map(),
};
