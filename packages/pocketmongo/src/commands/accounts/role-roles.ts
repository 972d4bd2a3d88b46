import { onDatabase } from '../../auth/access.ts';
import type { Role } from '../../auth/role.ts';
import { withoutRoles, withRoles } from '../../auth/roles.ts';
import type { Doc } from '../../bson/values.ts';
import { requiredArray } from '../arguments.ts';
import type { Command, CommandCall } from '../command.ts';
import { checkMayHand, parseRoles } from './named-roles.ts';
import { checkRole, namedRole } from './named-role.ts';

export const grantRolesToRole: Command = {
  names: ['grantRolesToRole'],
  access: onDatabase('grantRole'),
  fields: ['roles'],
  run: (call) => changeRoles(call, 'grantRole', withRoles),
};

export const revokeRolesFromRole: Command = {
  names: ['revokeRolesFromRole'],
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
  const roles = parseRoles(requiredArray(body, 'roles'), database, server.roles);
  checkMayHand(call, action, { roles });
  const present = namedRole(call);
  const role = { ...present, roles: change(present.roles, roles) };
  checkRole(role, server.roles);
  await server.roles.save(role);
  return new Map();
}
