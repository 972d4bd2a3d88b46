import type { Role } from '../auth/role.ts';
import type { Doc } from '../bson/values.ts';
import { requiredArray, requiredString } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { checkMayGrant, found, parseRoles } from './users.ts';

const isSame = (a: Role, b: Role): boolean => a.role === b.role && a.db === b.db;

export const grantRolesToUser: Command = {
  names: ['grantRolesToUser'],
  access: 'userAdmin',
  fields: ['roles'],
  run: (call) =>
    changeRoles(call, (present, named) => [
      ...present,
      ...named.filter((role) => !present.some((other) => isSame(role, other))),
    ]),
};

export const revokeRolesFromUser: Command = {
  names: ['revokeRolesFromUser'],
  access: 'userAdmin',
  fields: ['roles'],
  run: (call) =>
    changeRoles(call, (present, named) =>
      present.filter((role) => !named.some((other) => isSame(role, other))),
    ),
};

async function changeRoles(
  call: CommandCall,
  change: (present: readonly Role[], named: readonly Role[]) => Role[],
): Promise<Doc> {
  const user = found(call, requiredString(call.body, call.name));
  const named = parseRoles(requiredArray(call.body, 'roles'), call.database);
  checkMayGrant(call, named);
  await call.server.users.save({ ...user, roles: change(user.roles, named) });
  return new Map();
}
