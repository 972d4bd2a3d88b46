import { onCluster } from '../auth/access.ts';
import type { Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { isSessionOf, logicalSession } from '../sessions/session-key.ts';
import { valuesEqual } from '../bson/compare.ts';
import { checkFields, optionalArray, requiredDoc, requiredDocs, requiredString } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';

const OWNER = new Set(['db', 'user']);

/** Ends the sessions of the named users, or all: their cursors and their open transactions go. */
export const killAllSessions: Command = {
  names: ['killAllSessions'],
  access: onCluster('killAnySession'),
  kind: 'session',
  run: (call) => {
    const all = optionalArray(call.body, call.name) === undefined;
    const owners = all ? [] : requiredDocs(call.body, call.name).map(ownerIn);
    end(call, (key) => owners.length === 0 || owners.some((owner) => isSessionOf(key, owner)));
    return new Map();
  },
};

/** As `killAllSessions`, by `lsid`, by the hash of an owner (`uid`) or by `users`; without a pattern all. */
export const killAllSessionsByPattern: Command = {
  names: ['killAllSessionsByPattern'],
  access: onCluster('killAnySession'),
  kind: 'session',
  run: (call) => {
    const patterns = requiredDocs(call.body, call.name).map(matcherOf);
    end(call, (key) => patterns.length === 0 || patterns.some((matches) => matches(key)));
    return new Map();
  },
};

function end({ server: { cursors, engine } }: CommandCall, isMeant: (key: string) => boolean): void {
  for (const session of new Set([...cursors.sessions(), ...engine.sessionsInTransaction()])) {
    if (!isMeant(session)) continue;
    cursors.killSession(session);
    engine.endSession(session);
  }
}

function ownerIn(user: Doc): { user: string; db: string } {
  checkFields(user, 'killAllSessions', OWNER);
  return { user: requiredString(user, 'user'), db: requiredString(user, 'db') };
}

function matcherOf(pattern: Doc): (key: string) => boolean {
  const [[field = '', value = null] = []] = pattern;
  switch (field) {
    case 'lsid': {
      const wanted = requiredDoc(pattern, field);
      return (key) => [...wanted].every(([part, id]) => valuesEqual(logicalSession(key).get(part), id));
    }
    case 'uid':
      return (key) => valuesEqual(logicalSession(key).get('uid'), value);
    case 'users': {
      const owners = requiredDocs(pattern, field).map(ownerIn);
      return (key) => owners.some((owner) => isSessionOf(key, owner));
    }
    default:
      throw commandError('FailedToParse', `a pattern is {lsid}, {uid} or {users}, not ${field}`);
  }
}
