import { privilegeDocs } from '../../auth/privilege.ts';
import { requireRight } from '../../auth/authorize.ts';
import { roleDocs } from '../../auth/own-role.ts';
import { databaseResource } from '../../auth/resource.ts';
import type { RoleStore } from '../../auth/roles.ts';
import { userKey, type User } from '../../auth/users.ts';
import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { compileFilter } from '../../query/match.ts';
import { flag, optionalDoc } from '../arguments.ts';
import type { Command, CommandCall } from '../command.ts';

export const usersInfo: Command = {
  names: ['usersInfo'],
  // Everyone may look at themselves; what else there is to see depends on what is asked for.
  access: 'authenticated',
  fields: ['showCredentials', 'showPrivileges', 'showCustomData', 'showAuthenticationRestrictions', 'filter'],
  run: (call) => {
    const { body, server } = call;
    if (flag(body, 'showCredentials'))
      throw commandError('CommandNotSupported', 'usersInfo with showCredentials is not supported');
    const inDetail = flag(body, 'showPrivileges') || flag(body, 'showAuthenticationRestrictions');
    const users = chosen(call, inDetail);
    const matches = compileFilter(optionalDoc(body, 'filter') ?? doc({}));
    const details = (user: User): Doc => (inDetail ? inheritedBy(user, server.roles) : doc({}));
    return doc({ users: users.map((user) => new Map([...shown(user), ...details(user)])).filter(matches) });
  },
};

/** The users that are asked for, which the caller must be allowed to see. */
function chosen(call: CommandCall, inDetail: boolean): User[] {
  const { body, connection, database, name, server } = call;
  const which = body.get(name);
  const mustView = (db: string): void =>
    requireRight(connection, { action: 'viewUser', on: databaseResource(db) }, name);
  const wanted = (Array.isArray(which) ? which : [which]).flatMap((one) => select(one, database));
  if (wanted.length > 0) {
    const own = userKey(connection.user);
    for (const { user, db } of wanted) if (`${db}.${user}` !== own) mustView(db);
    return wanted.flatMap(({ user, db }) => server.users.find(db, user) ?? []);
  }
  const everywhere = isDoc(which) && which.has('forAllDBs');
  mustView(everywhere ? 'admin' : database);
  if (inDetail)
    throw commandError('IllegalOperation', 'Privileges and restrictions are shown of users that are named');
  return server.users.list(everywhere ? undefined : database);
}

function select(which: Value | undefined, database: string): { user: string; db: string }[] {
  if (typeof which === 'string') return [{ user: which, db: database }];
  if (!isDoc(which)) return [];
  const user = which.get('user');
  const db = which.get('db');
  return typeof user === 'string' ? [{ user, db: typeof db === 'string' ? db : database }] : [];
}

const shown = ({ user, db, roles }: User): Doc =>
  doc({ _id: `${db}.${user}`, user, db, roles: roleDocs(roles), mechanisms: ['SCRAM-SHA-256'] });

/** There are no restrictions. */
const inheritedBy = ({ roles }: User, store: RoleStore): Doc =>
  doc({
    inheritedRoles: roleDocs(store.withInherited(roles)),
    inheritedPrivileges: privilegeDocs(store.privilegesOf(roles)),
    inheritedAuthenticationRestrictions: [],
    authenticationRestrictions: [],
  });
