import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import { parsePrivileges, type Privilege, privilegeDocs } from './privilege.ts';
import { type Role, roleKey } from './role.ts';

/** A role that a user has made. */
export interface OwnRole extends Role {
  privileges: readonly Privilege[];
  /** Roles whose privileges it has, too. */
  roles: readonly Role[];
}

export const roleDocs = (roles: readonly Role[]): Doc[] => roles.map(({ role, db }) => doc({ role, db }));

/** `roles` as they are stored. */
export function storedRoles(document: Doc): Role[] {
  return arrayIn(document, 'roles')
    .filter(isDoc)
    .map((role) => ({ role: textIn(role, 'role'), db: textIn(role, 'db') }));
}

export const ownRoleDoc = (own: OwnRole): Doc =>
  doc({
    _id: roleKey(own),
    role: own.role,
    db: own.db,
    privileges: privilegeDocs(own.privileges),
    roles: roleDocs(own.roles),
  });

export const ownRoleOf = (document: Doc): OwnRole => ({
  role: textIn(document, 'role'),
  db: textIn(document, 'db'),
  privileges: parsePrivileges(arrayIn(document, 'privileges')),
  roles: storedRoles(document),
});

function arrayIn(document: Doc, field: string): readonly Value[] {
  const value = document.get(field);
  return Array.isArray(value) ? value : [];
}

function textIn(document: Doc, field: string): string {
  const value = document.get(field);
  return typeof value === 'string' ? value : '';
}
