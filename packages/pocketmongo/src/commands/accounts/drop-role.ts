import { onDatabase } from '../../auth/access.ts';
import { isSameRole, type Role } from '../../auth/role.ts';
import { withoutRoles } from '../../auth/roles.ts';
import { doc } from '../../bson/values.ts';
import type { Command, ServerContext } from '../command.ts';
import { namedRole } from './named-role.ts';

export const dropRole: Command = {
  names: ['dropRole'],
  access: onDatabase('dropRole'),
  fields: [],
  run: async (call) => {
    await drop(call.server, [namedRole(call)]);
    return new Map();
  },
};

export const dropAllRolesFromDatabase: Command = {
  names: ['dropAllRolesFromDatabase'],
  access: onDatabase('dropRole'),
  fields: [],
  run: async ({ database, server }) => {
    const all = server.roles.list(database);
    await drop(server, all);
    return doc({ n: all.length });
  },
};

/** Nobody keeps a role that is gone: one of the same name that is made later must not come to them. */
async function drop({ roles, users }: ServerContext, gone: readonly Role[]): Promise<void> {
  const holders = users
    .list()
    .filter(({ roles: held }) => held.some((role) => gone.some((other) => isSameRole(role, other))));
  await users.save(...holders.map((user) => ({ ...user, roles: withoutRoles(user.roles, gone) })));
  await roles.remove(gone);
}
