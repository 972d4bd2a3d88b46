import { onDatabase } from '../../auth/access.ts';
import { doc } from '../../bson/values.ts';
import type { Command } from '../command.ts';
import { namedUser } from './named-user.ts';

export const dropUser: Command = {
  names: ['dropUser'],
  access: onDatabase('dropUser'),
  fields: [],
  run: async (call) => {
    const { user } = namedUser(call);
    await call.server.users.remove(call.database, user);
    return new Map();
  },
};

export const dropAllUsersFromDatabase: Command = {
  names: ['dropAllUsersFromDatabase'],
  access: onDatabase('dropUser'),
  fields: [],
  run: async ({ database, server }) => {
    const all = server.users.list(database);
    for (const { user } of all) await server.users.remove(database, user);
    return doc({ n: all.length });
  },
};
