import { onDatabase } from '../../auth/access.ts';
import { isBuiltIn } from '../../auth/built-in-roles.ts';
import { parsePrivileges } from '../../auth/privilege.ts';
import { type Role, showRole } from '../../auth/role.ts';
import { commandError, locationError } from '../../errors.ts';
import { requiredArray, requiredString } from '../arguments.ts';
import type { Command } from '../command.ts';
import { checkMayHand, parseRoles } from './named-roles.ts';
import { checkRole, ROLE_FIELDS } from './named-role.ts';
import { refuseFields } from './named-user.ts';

export const createRole: Command = {
  names: ['createRole'],
  access: onDatabase('createRole'),
  fields: ROLE_FIELDS,
  run: async (call) => {
    const { body, database, name, server } = call;
    const named: Role = { role: requiredString(body, name), db: database };
    checkName(named);
    refuseFields(body, 'roles', ['authenticationRestrictions']);
    const privileges = parsePrivileges(requiredArray(body, 'privileges'));
    const roles = parseRoles(requiredArray(body, 'roles'), database, server.roles);
    checkMayHand(call, 'grantRole', { roles, privileges });
    if (server.roles.exists(named)) throw locationError(51002, `Role "${showRole(named)}" already exists`);
    const role = { ...named, privileges, roles };
    checkRole(role, server.roles);
    await server.roles.save(role);
    return new Map();
  },
};

function checkName(named: Role): void {
  if (named.role === '') throw commandError('BadValue', 'Role name must be non-empty');
  if (named.db === 'local') throw commandError('BadValue', 'Cannot create roles in the local database');
  if (isBuiltIn(named))
    throw commandError('BadValue', 'Cannot create roles with the same name as a built-in role');
}
