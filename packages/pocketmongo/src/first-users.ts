import { openRoleStore, type RoleStore } from './auth/roles.ts';
import { isSameUser, makeTemporaryUser, makeUser, openUserStore, type UserStore } from './auth/users.ts';
import { doc, type Value } from './bson/values.ts';
import { parseRoles } from './commands/accounts/named-roles.ts';
import type { Engine } from './engine.ts';
import type { StartedOptions, UserOptions } from './options.ts';

/** The stored users and roles, with the administrator of this boot and the users that the options name. */
export async function openAccounts(
  engine: Engine,
  { credentials, users: wanted = [] }: Pick<StartedOptions, 'credentials' | 'users'>,
): Promise<{ users: UserStore; roles: RoleStore }> {
  const users = openUserStore(engine);
  const roles = openRoleStore(engine);
  const { user, password } = credentials;
  users.addTemporary(makeUser('admin', user, password, [{ role: 'root', db: 'admin' }]));
  for (const each of wanted) await ensureUser(users, roles, each);
  return { users, roles };
}

async function ensureUser(
  users: UserStore,
  store: RoleStore,
  { db, user, password, roles, temporary }: UserOptions,
): Promise<void> {
  const wanted = parseRoles(
    roles.map((role): Value => (typeof role === 'string' ? role : doc({ role: role.role, db: role.db }))),
    db,
    store,
  );
  if (temporary === true) {
    users.addTemporary(makeTemporaryUser(db, user, password, wanted));
    return;
  }
  const present = users.find(db, user);
  if (present !== undefined && isSameUser(present, password, wanted)) return;
  await users.save(makeUser(db, user, password, wanted));
}
