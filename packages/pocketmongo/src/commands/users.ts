import { show } from '../query/show.ts';
import type { Role } from '../auth/role.ts';
import { isRole } from '../auth/roles.ts';
import { authorize } from '../auth/authorize.ts';
import { makeUser, userKey, type User } from '../auth/users.ts';
import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import {
  flag,
  optionalArray,
  optionalDoc,
  optionalString,
  requiredArray,
  requiredString,
} from './arguments.ts';
import type { Command, CommandCall } from './command.ts';

const FIELDS = ['pwd', 'roles', 'customData', 'mechanisms', 'digestPassword', 'authenticationRestrictions'];

export const createUser: Command = {
  names: ['createUser'],
  access: 'userAdmin',
  fields: FIELDS,
  run: async (call) => {
    const { body, database, server } = call;
    const user = requiredString(body, 'createUser');
    refuseUnsupported(body);
    const password = requiredString(body, 'pwd');
    if (user === '' || password === '') throw commandError('BadValue', 'User and password may not be empty');
    const roles = parseRoles(requiredArray(body, 'roles'), database);
    checkMayGrant(call, roles);
    if (server.users.find(database, user) !== undefined) {
      throw locationError(51003, `User "${user}@${database}" already exists`);
    }
    await server.users.save(makeUser(database, user, password, roles));
    return new Map();
  },
};

export const updateUser: Command = {
  names: ['updateUser'],
  access: 'userAdmin',
  fields: FIELDS,
  run: async (call) => {
    const { body, database, server } = call;
    refuseUnsupported(body);
    const present = found(call, requiredString(body, 'updateUser'));
    const password = optionalString(body, 'pwd');
    const listed = optionalArray(body, 'roles');
    const roles = listed === undefined ? present.roles : parseRoles(listed, database);
    checkMayGrant(call, roles);
    const changed =
      password === undefined ? { ...present, roles } : makeUser(database, present.user, password, roles);
    await server.users.save(changed);
    return new Map();
  },
};

export const dropUser: Command = {
  names: ['dropUser'],
  access: 'userAdmin',
  fields: [],
  run: async (call) => {
    const { user } = found(call, requiredString(call.body, 'dropUser'));
    await call.server.users.remove(call.database, user);
    return new Map();
  },
};

export const dropAllUsersFromDatabase: Command = {
  names: ['dropAllUsersFromDatabase'],
  access: 'userAdmin',
  fields: [],
  run: async ({ database, server }) => {
    const all = server.users.list(database);
    for (const { user } of all) await server.users.remove(database, user);
    return doc({ n: all.length });
  },
};

export const usersInfo: Command = {
  names: ['usersInfo'],
  // Everyone may look at themselves; what else there is to see depends on what is asked for.
  access: 'authenticated',
  fields: ['showCredentials', 'showPrivileges', 'showCustomData', 'showAuthenticationRestrictions', 'filter'],
  run: ({ body, connection, database, server }) => {
    if (flag(body, 'showCredentials'))
      throw commandError('CommandNotSupported', 'usersInfo with showCredentials is not supported');
    const which = body.get('usersInfo');
    const everywhere = isDoc(which) && which.has('forAllDBs');
    const wanted = (Array.isArray(which) ? which : [which]).flatMap((one) => select(one, database));
    const all = everywhere ? server.users.list() : server.users.list(database);
    const users =
      wanted.length === 0 ? all : wanted.flatMap(({ name, db }) => server.users.find(db, name) ?? []);
    const own = userKey(connection.user);
    const seen =
      wanted.length > 0 ? wanted.filter(({ name, db }) => `${db}.${name}` !== own) : [{ db: database }];
    if (everywhere) authorize(connection.user, 'userAdmin', 'admin', 'usersInfo');
    else for (const { db } of seen) authorize(connection.user, 'userAdmin', db, 'usersInfo');
    const matches = compileFilter(optionalDoc(body, 'filter') ?? doc({}));
    return doc({ users: users.map(shown).filter(matches) });
  },
};

function select(which: Value | undefined, database: string): { name: string; db: string }[] {
  if (typeof which === 'string') return [{ name: which, db: database }];
  if (!isDoc(which)) return [];
  const name = which.get('user');
  const db = which.get('db');
  return typeof name === 'string' ? [{ name, db: typeof db === 'string' ? db : database }] : [];
}

function shown({ user, db, roles }: User): Doc {
  return doc({
    _id: `${db}.${user}`,
    user,
    db,
    roles: roles.map(({ role, db: on }) => doc({ role, db: on })),
    mechanisms: ['SCRAM-SHA-256'],
  });
}

export function found({ server, database }: CommandCall, name: string): User {
  const user = server.users.find(database, name);
  if (user === undefined) throw commandError('UserNotFound', `User '${name}@${database}' not found`);
  return user;
}

function refuseUnsupported(body: Doc): void {
  const mechanisms = optionalArray(body, 'mechanisms') ?? [];
  for (const mechanism of mechanisms) {
    if (mechanism !== 'SCRAM-SHA-256') {
      throw commandError('BadValue', `Unknown auth mechanism '${show(mechanism)}'`);
    }
  }
  for (const field of ['customData', 'authenticationRestrictions']) {
    const value = body.get(field);
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    throw commandError('CommandNotSupported', `users with ${field} are not supported`);
  }
}

/** Roles as names (of the command's database) or `{role, db}`. */
export function parseRoles(roles: readonly Value[], database: string): Role[] {
  return roles.map((entry) => {
    const role = isDoc(entry) ? entry.get('role') : entry;
    const db = isDoc(entry) ? entry.get('db') : database;
    if (typeof role !== 'string' || typeof db !== 'string') {
      throw commandError('BadValue', 'Role names must be strings or {role, db}');
    }
    if (!isRole(role)) throw commandError('RoleNotFound', `Could not find role: ${role}@${db}`);
    return { role, db };
  });
}

/** Only an administrator of all users hands out rights beyond the command's database. */
export function checkMayGrant({ connection, database }: CommandCall, roles: readonly Role[]): void {
  const own = connection.user?.roles ?? [];
  const global = own.some(
    ({ role, db }) => db === 'admin' && (role === 'root' || role === 'userAdminAnyDatabase'),
  );
  if (global || roles.every(({ db }) => db === database && db !== 'admin')) return;
  throw commandError('Unauthorized', `not authorized on ${database} to grant these roles`);
}
