import { userKey } from '../auth/users.ts';
import { doc, type Value } from '../bson/values.ts';
import { requiredArray } from './arguments.ts';
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
    for (const id of requiredArray(call.body, 'cursors')) {
      const wanted = typeof id === 'bigint' ? id : 0n;
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
