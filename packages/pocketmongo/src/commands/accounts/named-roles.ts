import type { Action } from '../../auth/actions.ts';
import { demands } from '../../auth/access.ts';
import { requireRight } from '../../auth/authorize.ts';
import type { Privilege } from '../../auth/privilege.ts';
import { databaseResource } from '../../auth/resource.ts';
import { type Role, showRole } from '../../auth/role.ts';
import type { RoleStore } from '../../auth/roles.ts';
import { isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import type { CommandCall } from '../command.ts';

/** Roles as names (of the command's database) or `{role, db}`. Throws RoleNotFound. */
export function parseRoles(given: readonly Value[], database: string, roles: RoleStore): Role[] {
  return given.map((entry) => {
    const named = roleIn(entry, database);
    if (named === undefined) throw commandError('BadValue', 'Role names must be strings or {role, db}');
    if (!roles.exists(named)) throw commandError('RoleNotFound', `Could not find role: ${showRole(named)}`);
    return named;
  });
}

/** A role as a name or as `{role, db}`; undefined for anything else. */
export function roleIn(entry: Value | undefined, database: string): Role | undefined {
  const role = isDoc(entry) ? entry.get('role') : entry;
  const db = isDoc(entry) ? entry.get('db') : database;
  return typeof role === 'string' && typeof db === 'string' ? { role, db } : undefined;
}

/** The databases on which somebody must have a right to hand these out or take them away. */
interface Handed {
  roles?: readonly Role[];
  privileges?: readonly Privilege[];
}

/** What is on other databases is handed out by those who may do so there; what is on all or the server, on `admin`. */
export function checkMayHand(
  { connection, name }: CommandCall,
  action: Extract<Action, 'grantRole' | 'revokeRole'>,
  { roles = [], privileges = [] }: Handed,
): void {
  const ofPrivileges = privileges.map(({ resource }) => (typeof resource === 'string' ? '' : resource.db));
  for (const database of new Set([...roles.map(({ db }) => db), ...ofPrivileges])) {
    for (const demand of demands(databaseResource(database === '' ? 'admin' : database), action))
      requireRight(connection, demand, name);
  }
}
