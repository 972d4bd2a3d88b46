import { Binary, doc, isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { toNumber } from '../bson/numbers.ts';
import type { Engine } from '../engine.ts';
import { ownCollection } from '../records/own-collection.ts';
import { roleDocs, storedRoles } from './own-role.ts';
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
  /** Stores users, but those of this boot; durable when it resolves. */
  save: (...users: readonly User[]) => Promise<void>;
  remove: (database: string, name: string) => Promise<boolean>;
  /** Adds a user that lives as long as the process. */
  addTemporary: (user: User) => void;
}

const NAMESPACE = 'admin.system.users';

/** What tells the user apart from every other; names are unique in their database only. */
export const userKey = (user: User | undefined): string | undefined =>
  user === undefined ? undefined : idOf(user.db, user.user);

const idOf = (database: string, name: string): string => `${database}.${name}`;

/** Reads the stored users and keeps them in memory. */
export function openUserStore(engine: Engine): UserStore {
  const stored = new Map<string, User>();
  const temporary = new Map<string, User>();
  const isStored = ({ db, user }: User): boolean => !temporary.has(idOf(db, user));
  let revision = 0;
  const collection = ownCollection(engine, NAMESPACE);
  for (const user of collection.all().map(fromDoc)) stored.set(idOf(user.db, user.user), user);
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
    save: async (...users) => {
      await collection.change(users.filter(isStored).map(toDoc));
      for (const user of users) (isStored(user) ? stored : temporary).set(idOf(user.db, user.user), user);
      revision += 1;
    },
    remove: async (database, name) => {
      const id = idOf(database, name);
      if (stored.has(id)) await collection.change([], [id]);
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
    roles: roleDocs(roles),
  });
}

function fromDoc(document: Doc): User {
  const credentials = docField(docField(document, 'credentials'), 'SCRAM-SHA-256');
  const iterations = credentials.get('iterationCount');
  return {
    user: text(document.get('user')),
    db: text(document.get('db')),
    roles: storedRoles(document),
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
