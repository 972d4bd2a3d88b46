import { onDatabase } from '../../auth/access.ts';
import { parsePrivileges } from '../../auth/privilege.ts';
import { commandError } from '../../errors.ts';
import { optionalArray } from '../arguments.ts';
import type { Command } from '../command.ts';
import { checkMayHand, parseRoles } from './named-roles.ts';
import { checkRole, namedRole, ROLE_FIELDS } from './named-role.ts';
import { refuseFields } from './named-user.ts';

/** Replaces the privileges of a role, or the roles that it inherits from, or both. */
export const updateRole: Command = {
  names: ['updateRole'],
  access: onDatabase('revokeRole'),
  fields: ROLE_FIELDS,
  run: async (call) => {
    const { body, database, server } = call;
    refuseFields(body, 'roles', ['authenticationRestrictions']);
    const [listed, given] = [optionalArray(body, 'roles'), optionalArray(body, 'privileges')];
    if (listed === undefined && given === undefined)
      throw commandError('BadValue', 'Must specify at least one field to update in updateRole');
    const present = namedRole(call);
    const handed = {
      ...(listed !== undefined && { roles: parseRoles(listed, database, server.roles) }),
      ...(given !== undefined && { privileges: parsePrivileges(given) }),
    };
    checkMayHand(call, 'grantRole', handed);
    const role = { ...present, ...handed };
    checkRole(role, server.roles);
    await server.roles.save(role);
    return new Map();
  },
};
