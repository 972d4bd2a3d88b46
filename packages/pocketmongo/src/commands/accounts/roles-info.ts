import { requireRight } from '../../auth/authorize.ts';
import { builtInPrivileges, builtInRoles, isBuiltIn } from '../../auth/built-in-roles.ts';
import { roleDocs } from '../../auth/own-role.ts';
import { privilegeDocs } from '../../auth/privilege.ts';
import { databaseResource } from '../../auth/resource.ts';
import { isSameRole, type Role, roleKey } from '../../auth/role.ts';
import { toNumber } from '../../bson/numbers.ts';
import { doc, type Doc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { flag } from '../arguments.ts';
import type { Command, CommandCall } from '../command.ts';
import { roleIn } from './named-roles.ts';

export const rolesInfo: Command = {
  names: ['rolesInfo'],
  // Everyone may look at their own roles.
  access: 'authenticated',
  fields: ['showPrivileges', 'showBuiltinRoles', 'showAuthenticationRestrictions'],
  run: (call) => {
    const { roles } = call.server;
    const found = chosen(call).filter((role) => roles.exists(role));
    return doc({ roles: found.map((role) => shown(call, role)) });
  },
};

/** The roles that are asked for, which the caller must have or be allowed to see. */
function chosen(call: CommandCall): Role[] {
  const { body, connection, database, name, server } = call;
  const which = body.get(name) ?? null;
  const mustView = (db: string): void =>
    requireRight(connection, { action: 'viewRole', on: databaseResource(db) }, name);
  if (isNumeric(which) && toNumber(which) === 1) {
    mustView(database);
    const builtIn = flag(body, 'showBuiltinRoles') ? builtInRoles(database) : [];
    return [...server.roles.list(database), ...builtIn];
  }
  const named = (Array.isArray(which) ? which : [which]).map((one) => checked(roleIn(one, database)));
  const own = server.roles.withInherited(connection.user?.roles ?? []);
  for (const role of named) if (!own.some((other) => isSameRole(role, other))) mustView(role.db);
  return named;
}

function checked(role: Role | undefined): Role {
  if (role !== undefined) return role;
  throw commandError('BadValue', 'rolesInfo takes 1, a role, or a list of roles');
}

function shown({ body, server: { roles } }: CommandCall, role: Role): Doc {
  const own = roles.find(role);
  const inherited = roles.withInherited(own?.roles ?? []);
  const parts: [string, Value][] = [
    ['role', role.role],
    ['db', role.db],
    ['isBuiltin', isBuiltIn(role)],
    ['roles', roleDocs(own?.roles ?? [])],
    ['inheritedRoles', roleDocs(inherited)],
  ];
  if (own !== undefined) parts.unshift(['_id', roleKey(role)]);
  if (flag(body, 'showPrivileges'))
    parts.push(
      ['privileges', privilegeDocs(own?.privileges ?? builtInPrivileges(role) ?? [])],
      ['inheritedPrivileges', privilegeDocs(roles.privilegesOf([role]))],
    );
  // Roles with restrictions are refused, so there are none.
  if (flag(body, 'showAuthenticationRestrictions'))
    parts.push(['authenticationRestrictions', []], ['inheritedAuthenticationRestrictions', []]);
  return new Map(parts);
}
