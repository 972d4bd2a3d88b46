import { Binary, doc, isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { toNumber } from '../bson/numbers.ts';
import type { Engine } from '../engine.ts';
import { FEWEST_ITERATIONS, deriveCredentials, type ScramCredentials } from './scram.ts';
import type { Role } from './role.ts';

export interface User {
  user: string;
  db: string;
  roles: readonly Role[];
  credentials: ScramCredentials;
}

/** Users by database and name: those stored in the data directory and those of this boot only. */
export interface UserStore {
  find: (database: string, name: string) => User | undefined;
  list: (database?: string) => User[];
  /** Grows with every change of a user. */
  revision: () => number;
  /** The user as it is now; undefined when it is gone. */
  present: (user: User | undefined) => User | undefined;
  /** Stores a user; durable when it resolves. */
  save: (user: User) => Promise<void>;
  remove: (database: string, name: string) => Promise<boolean>;
  /** Adds a user that lives as long as the process. */
  addTemporary: (user: User) => void;
}

export const USERS_NAMESPACE = 'admin.system.users';

/** What tells the user apart from every other; names are unique in their database only. */
export const userKey = (user: User | undefined): string | undefined =>
  user === undefined ? undefined : idOf(user.db, user.user);

const idOf = (database: string, name: string): string => `${database}.${name}`;

/** Reads the stored users and keeps them in memory. */
export function openUserStore(engine: Engine): UserStore {
  const stored = new Map<string, User>();
  const temporary = new Map<string, User>();
  let revision = 0;
  const cursor = engine.find({}, USERS_NAMESPACE, { filter: new Map() });
  for (let row = cursor.next(); row !== undefined; row = cursor.next()) {
    const user = fromDoc(row.doc());
    stored.set(idOf(user.db, user.user), user);
  }
  cursor.close();
  const find = (database: string, name: string): User | undefined =>
    temporary.get(idOf(database, name)) ?? stored.get(idOf(database, name));
  return {
    find,
    revision: () => revision,
    present: (user) => (user === undefined ? undefined : find(user.db, user.user)),
    list: (database) =>
      [...temporary.values(), ...stored.values()].filter(
        ({ db }) => database === undefined || db === database,
      ),
    save: async (user) => {
      const id = idOf(user.db, user.user);
      const document = toDoc(user);
      await engine.write({}, (unit) => {
        unit.update(USERS_NAMESPACE, {
          query: { filter: doc({ _id: id }) },
          multi: false,
          apply: () => document,
          upsert: () => document,
        });
        return new Map();
      });
      stored.set(id, user);
      revision += 1;
    },
    remove: async (database, name) => {
      const id = idOf(database, name);
      if (stored.has(id)) {
        await engine.write({}, (unit) => {
          unit.delete(USERS_NAMESPACE, { query: { filter: doc({ _id: id }) }, multi: false });
          return new Map();
        });
      }
      revision += 1;
      return stored.delete(id) || temporary.delete(id);
    },
    addTemporary: (user) => temporary.set(idOf(user.db, user.user), user),
  };
}

/** A user with a new salt for the password. */
export function makeUser(db: string, user: string, password: string, roles: readonly Role[]): User {
  return { user, db, roles, credentials: deriveCredentials(password) };
}

/** As `makeUser`, for a password of random bytes, which gains nothing from a slow derivation: at every log-in the client pays for it too. */
export function makeTemporaryUser(db: string, user: string, secret: string, roles: readonly Role[]): User {
  return { user, db, roles, credentials: deriveCredentials(secret, undefined, FEWEST_ITERATIONS) };
}

/** True when the password and the roles are those of the user. */
export function isSameUser(user: User, password: string, roles: readonly Role[]): boolean {
  const { salt, iterations, storedKey } = user.credentials;
  return (
    JSON.stringify(user.roles) === JSON.stringify(roles) &&
    deriveCredentials(password, salt, iterations).storedKey.equals(storedKey)
  );
}

function toDoc({ user, db, roles, credentials }: User): Doc {
  const { salt, iterations, storedKey, serverKey } = credentials;
  return doc({
    _id: idOf(db, user),
    user,
    db,
    credentials: doc({
      'SCRAM-SHA-256': doc({
        iterationCount: iterations,
        salt: new Binary(salt),
        storedKey: new Binary(storedKey),
        serverKey: new Binary(serverKey),
      }),
    }),
    roles: roles.map(({ role, db: on }) => doc({ role, db: on })),
  });
}

function fromDoc(document: Doc): User {
  const credentials = docField(docField(document, 'credentials'), 'SCRAM-SHA-256');
  const iterations = credentials.get('iterationCount');
  const roles = document.get('roles');
  return {
    user: text(document.get('user')),
    db: text(document.get('db')),
    roles: (Array.isArray(roles) ? roles : []).filter(isDoc).map((role) => ({
      role: text(role.get('role')),
      db: text(role.get('db')),
    })),
    credentials: {
      iterations: isNumeric(iterations) ? toNumber(iterations) : 0,
      salt: bytes(credentials.get('salt')),
      storedKey: bytes(credentials.get('storedKey')),
      serverKey: bytes(credentials.get('serverKey')),
    },
  };
}

function docField(document: Doc, field: string): Doc {
  const value = document.get(field);
  return isDoc(value) ? value : doc({});
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
const bytes = (value: Value | undefined): Buffer =>
  value instanceof Binary ? Buffer.from(value.value()) : Buffer.alloc(0);
