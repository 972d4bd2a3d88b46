import type { Access } from '../commands/command.ts';
import type { Role } from './role.ts';

type Grant = Exclude<Access, 'none' | 'authenticated'>;

interface RoleDefinition {
  grants: readonly Grant[];
  /** Reaches every database, not only its own. */
  everywhere: boolean;
}

const ALL: readonly Grant[] = ['read', 'write', 'dbAdmin', 'userAdmin', 'cluster'];

/** The built-in roles and what they allow. */
const ROLES: ReadonlyMap<string, RoleDefinition> = new Map([
  ['read', { grants: ['read'], everywhere: false }],
  ['readWrite', { grants: ['read', 'write'], everywhere: false }],
  ['dbAdmin', { grants: ['dbAdmin'], everywhere: false }],
  ['userAdmin', { grants: ['userAdmin'], everywhere: false }],
  ['dbOwner', { grants: ['read', 'write', 'dbAdmin', 'userAdmin'], everywhere: false }],
  ['readAnyDatabase', { grants: ['read'], everywhere: true }],
  ['readWriteAnyDatabase', { grants: ['read', 'write'], everywhere: true }],
  ['dbAdminAnyDatabase', { grants: ['dbAdmin'], everywhere: true }],
  ['userAdminAnyDatabase', { grants: ['userAdmin'], everywhere: true }],
  ['clusterMonitor', { grants: ['cluster'], everywhere: true }],
  ['clusterAdmin', { grants: ['cluster'], everywhere: true }],
  ['root', { grants: ALL, everywhere: true }],
]);

export const isRole = (name: string): boolean => ROLES.has(name);

/** True when one of the roles allows the access on the database. */
export function allows(roles: readonly Role[], access: Grant, database: string): boolean {
  return roles.some(({ role, db }) => {
    const definition = ROLES.get(role);
    if (definition === undefined || !definition.grants.includes(access)) return false;
    return definition.everywhere ? db === 'admin' : db === database;
  });
}

/** True for a user that may do everything everywhere. */
export const isRoot = (roles: readonly Role[]): boolean =>
  roles.some(({ role, db }) => role === 'root' && db === 'admin');
