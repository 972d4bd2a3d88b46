import type { OwnRole } from '../../auth/own-role.ts';
import { isBuiltIn } from '../../auth/built-in-roles.ts';
import type { Privilege } from '../../auth/privilege.ts';
import { isSameRole, type Role, showRole } from '../../auth/role.ts';
import type { RoleStore } from '../../auth/roles.ts';
import { commandError } from '../../errors.ts';
import { requiredString } from '../arguments.ts';
import type { CommandCall } from '../command.ts';

export const ROLE_FIELDS = ['privileges', 'roles', 'authenticationRestrictions'];

/** The role that the command names in its first field, and that can be changed. Throws RoleNotFound. */
export function namedRole({ server, database, body, name }: CommandCall): OwnRole {
  const role = { role: requiredString(body, name), db: database };
  if (isBuiltIn(role)) throw invalid(`${showRole(role)} is a built-in role and cannot be modified`);
  const found = server.roles.find(role);
  if (found === undefined) throw commandError('RoleNotFound', `Role '${showRole(role)}' not found`);
  return found;
}

/** Refuses roles that reach beyond their database, and those that would inherit from themselves. */
export function checkRole(role: OwnRole, store: RoleStore): void {
  if (role.db !== 'admin') checkWithinDatabase(role);
  for (const other of role.roles) {
    if (isSameRole(other, role)) throw invalid(`Cannot grant role ${showRole(role)} to itself.`);
    if (store.withInherited([other]).some((inherited) => isSameRole(inherited, role)))
      throw invalid(
        `Granting ${showRole(other)} to ${showRole(role)} would introduce a cycle in the role graph`,
      );
  }
}

function checkWithinDatabase({ db, roles, privileges }: OwnRole): void {
  const isElsewhere = ({ resource }: Privilege): boolean =>
    typeof resource === 'string' || resource.db !== db;
  if (privileges.some(isElsewhere))
    throw invalid(
      `Roles on the '${db}' database cannot be granted privileges that target other databases or the cluster`,
    );
  if (roles.some((role: Role) => role.db !== db))
    throw invalid(`Roles on the '${db}' database cannot be granted roles from other databases`);
}

const invalid = (message: string) => commandError('InvalidRoleModification', message);
