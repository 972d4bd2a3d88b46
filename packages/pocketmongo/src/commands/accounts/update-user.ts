import { requireRight } from '../../auth/authorize.ts';
import { databaseResource } from '../../auth/resource.ts';
import { withoutRoles } from '../../auth/roles.ts';
import { makeUser, type User, userKey } from '../../auth/users.ts';
import { optionalArray, optionalString } from '../arguments.ts';
import type { Command, CommandCall } from '../command.ts';
import { checkMayHand, parseRoles } from './named-roles.ts';
import { namedUser, refuseUnsupported, USER_FIELDS } from './named-user.ts';

export const updateUser: Command = {
  names: ['updateUser'],
  // What is demanded depends on what changes, and on whether it is the caller's own.
  access: 'authenticated',
  fields: USER_FIELDS,
  run: async (call) => {
    const { body, database, server } = call;
    refuseUnsupported(body);
    const password = optionalString(body, 'pwd');
    const listed = optionalArray(body, 'roles');
    if (password !== undefined || listed === undefined) checkMayChangePassword(call);
    const present = namedUser(call);
    const roles = listed === undefined ? present.roles : parseRoles(listed, database, server.roles);
    if (listed !== undefined) checkMayChangeRoles(call, present, roles);
    const changed =
      password === undefined ? { ...present, roles } : makeUser(database, present.user, password, roles);
    await server.users.save(changed);
    return new Map();
  },
};

/** Who may change the password of somebody acts with their rights, too: that is for those who could hand these out. */
function checkMayChangePassword(call: CommandCall): void {
  const { connection, database, name, body, server } = call;
  const on = databaseResource(database);
  const wanted = body.get(name);
  const isOwn = userKey(connection.user) === `${database}.${typeof wanted === 'string' ? wanted : ''}`;
  if (isOwn && connection.grants.allows('changeOwnPassword', on)) return;
  requireRight(connection, { action: 'changePassword', on }, name);
  const user = typeof wanted === 'string' ? server.users.find(database, wanted) : undefined;
  if (!isOwn) checkMayHand(call, 'grantRole', { roles: user?.roles ?? [] });
}

function checkMayChangeRoles(call: CommandCall, { roles: before }: User, after: User['roles']): void {
  const { connection, database, name } = call;
  requireRight(connection, { action: 'revokeRole', on: databaseResource(database) }, name);
  checkMayHand(call, 'revokeRole', { roles: withoutRoles(before, after) });
  checkMayHand(call, 'grantRole', { roles: after });
}
