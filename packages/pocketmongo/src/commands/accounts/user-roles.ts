import { onDatabase } from '../../auth/access.ts';
import type { Role } from '../../auth/role.ts';
import { withoutRoles, withRoles } from '../../auth/roles.ts';
import type { Doc } from '../../bson/values.ts';
import { requiredArray } from '../arguments.ts';
import type { Command, CommandCall } from '../command.ts';
import { checkMayHand, parseRoles } from './named-roles.ts';
import { namedUser } from './named-user.ts';

export const grantRolesToUser: Command = {
  names: ['grantRolesToUser'],
  access: onDatabase('grantRole'),
  fields: ['roles'],
  run: (call) => changeRoles(call, 'grantRole', withRoles),
};

export const revokeRolesFromUser: Command = {
  names: ['revokeRolesFromUser'],
  access: onDatabase('revokeRole'),
  fields: ['roles'],
  run: (call) => changeRoles(call, 'revokeRole', withoutRoles),
};

async function changeRoles(
  call: CommandCall,
  action: 'grantRole' | 'revokeRole',
  change: (present: readonly Role[], named: readonly Role[]) => Role[],
): Promise<Doc> {
  const { body, database, server } = call;
  const named = parseRoles(requiredArray(body, 'roles'), database, server.roles);
  checkMayHand(call, action, { roles: named });
  const user = namedUser(call);
  await server.users.save({ ...user, roles: change(user.roles, named) });
  return new Map();
}
