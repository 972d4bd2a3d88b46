import { userKey } from '../auth/users.ts';
import { doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { requiredArray, wrongType } from './arguments.ts';
import type { Command } from './command.ts';

export const killCursors: Command = {
  names: ['killCursors'],
  access: 'authenticated',
  fields: ['cursors'],
  transactional: true,
  run: (call) => {
    const { cursors } = call.server;
    const killed: Value[] = [];
    const notFound: Value[] = [];
    if (typeof call.body.get('killCursors') !== 'string')
      throw commandError('InvalidNamespace', 'killCursors has to name a collection');
    const ids = requiredArray(call.body, 'cursors').map((id, index) => {
      if (typeof id !== 'bigint') throw wrongType(`killCursors.cursors.${index}`, id, 'long');
      return id;
    });
    for (const wanted of ids) {
      const found = mayKill(userKey(call.connection.user), wanted) && cursors.kill(wanted);
      (found ? killed : notFound).push(wanted);
    }
    return doc({ cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] });

    function mayKill(user: string | undefined, id: bigint): boolean {
      try {
        return cursors.get(id).user === user;
      } catch {
        // CursorNotFound is what the reply reports.
        return false;
      }
    }
  },
};
