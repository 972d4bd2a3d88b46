import type { Access } from '../commands/command.ts';
import type { Role } from './role.ts';

type Grant = Exclude<Access, 'none' | 'authenticated'>;

interface RoleDefinition {
  grants: readonly Grant[];
  /** Reaches every database, not only its own. */
  everywhere: boolean;
}

const ALL: readonly Grant[] = [
  'read',
  'write',
  'list',
  'define',
  'dbAdmin',
  'userAdmin',
  'monitor',
  'cluster',
];
const READ: readonly Grant[] = ['read', 'list'];
const READ_WRITE: readonly Grant[] = [...READ, 'write', 'define'];
const DB_ADMIN: readonly Grant[] = ['list', 'define', 'dbAdmin'];

/** The built-in roles and what they allow. */
const ROLES: ReadonlyMap<string, RoleDefinition> = new Map([
  ['read', { grants: READ, everywhere: false }],
  ['readWrite', { grants: READ_WRITE, everywhere: false }],
  ['dbAdmin', { grants: DB_ADMIN, everywhere: false }],
  ['userAdmin', { grants: ['userAdmin'], everywhere: false }],
  ['dbOwner', { grants: [...READ_WRITE, 'dbAdmin', 'userAdmin'], everywhere: false }],
  ['readAnyDatabase', { grants: READ, everywhere: true }],
  ['readWriteAnyDatabase', { grants: READ_WRITE, everywhere: true }],
  ['dbAdminAnyDatabase', { grants: DB_ADMIN, everywhere: true }],
  ['userAdminAnyDatabase', { grants: ['userAdmin'], everywhere: true }],
  ['backup', { grants: READ, everywhere: true }],
  ['restore', { grants: ['write', 'list', 'define', 'dbAdmin'], everywhere: true }],
  ['clusterMonitor', { grants: ['list', 'monitor'], everywhere: true }],
  ['hostManager', { grants: ['cluster'], everywhere: true }],
  ['clusterAdmin', { grants: ['list', 'monitor', 'cluster'], everywhere: true }],
  ['root', { grants: ALL, everywhere: true }],
]);

export const roleNames = (): string[] => [...ROLES.keys()];

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
