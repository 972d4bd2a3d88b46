import type { Doc } from '../bson/values.ts';
import type { Engine } from '../engine.ts';
import { ownCollection } from '../records/own-collection.ts';
import { builtInPrivileges, isBuiltIn } from './built-in-roles.ts';
import { Grants } from './grants.ts';
import { ownRoleDoc, ownRoleOf, type OwnRole } from './own-role.ts';
import { merged, type Privilege } from './privilege.ts';
import { isSameRole, type Role, roleKey } from './role.ts';

/** The roles that there are: those that every server has, and those that users have made. */
export interface RoleStore {
  exists: (role: Role) => boolean;
  /** A role that a user has made. */
  find: (role: Role) => OwnRole | undefined;
  /** Those of a database. */
  list: (database: string) => OwnRole[];
  /** Grows with every change. */
  revision: () => number;
  /** Stores roles in place of those of the same name; durable when it resolves. */
  save: (...roles: readonly OwnRole[]) => Promise<void>;
  /** Removes roles, also from those that have inherited them; durable when it resolves. */
  remove: (roles: readonly Role[]) => Promise<void>;
  /** The roles from which a role or somebody with these roles inherits, at any distance, themselves included. */
  withInherited: (roles: readonly Role[]) => Role[];
  /** All that the roles allow, with what they inherit. */
  privilegesOf: (roles: readonly Role[]) => Privilege[];
  grantsOf: (user: { roles: readonly Role[] }) => Grants;
}

const NAMESPACE = 'admin.system.roles';

/** Reads the stored roles and keeps them in memory. */
export function openRoleStore(engine: Engine): RoleStore {
  const collection = ownCollection(engine, NAMESPACE);
  const stored = new Map(collection.all().map(storedByKey));
  let revision = 0;
  const find = (role: Role): OwnRole | undefined => stored.get(roleKey(role));
  const withInherited = (roles: readonly Role[]): Role[] => {
    const found = new Map<string, Role>();
    const follow = (role: Role): void => {
      if (found.has(roleKey(role))) return;
      found.set(roleKey(role), { role: role.role, db: role.db });
      find(role)?.roles.forEach(follow);
    };
    roles.forEach(follow);
    return [...found.values()];
  };
  const privilegesOf = (roles: readonly Role[]): Privilege[] =>
    merged(withInherited(roles).flatMap((role) => builtInPrivileges(role) ?? find(role)?.privileges ?? []));
  const change = async (saved: readonly OwnRole[], removed: readonly Role[]): Promise<void> => {
    await collection.change(saved.map(ownRoleDoc), removed.map(roleKey));
    for (const role of saved) stored.set(roleKey(role), role);
    for (const role of removed) stored.delete(roleKey(role));
    revision += 1;
  };
  return {
    exists: (role) => isBuiltIn(role) || find(role) !== undefined,
    find,
    list: (database) => [...stored.values()].filter(({ db }) => db === database),
    revision: () => revision,
    save: (...roles) => change(roles, []),
    remove: (gone) => change(heirs([...stored.values()], gone), gone),
    withInherited,
    privilegesOf,
    grantsOf: ({ roles }) => new Grants(privilegesOf(roles)),
  };
}

const storedByKey = (document: Doc): [string, OwnRole] => {
  const role = ownRoleOf(document);
  return [roleKey(role), role];
};

/** The roles that inherit from others that go, as they are then. */
function heirs(all: readonly OwnRole[], gone: readonly Role[]): OwnRole[] {
  return all
    .filter((role) => !gone.some((other) => isSameRole(role, other)))
    .map((role) => ({ role, kept: withoutRoles(role.roles, gone) }))
    .filter(({ role, kept }) => kept.length < role.roles.length)
    .map(({ role, kept }) => ({ ...role, roles: kept }));
}

export const withoutRoles = (roles: readonly Role[], gone: readonly Role[]): Role[] =>
  roles.filter((role) => !gone.some((other) => isSameRole(role, other)));

export const withRoles = (roles: readonly Role[], more: readonly Role[]): Role[] => [
  ...roles,
  ...withoutRoles(more, roles),
];
