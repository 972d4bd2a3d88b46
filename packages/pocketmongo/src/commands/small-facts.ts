import { roleNames } from '../auth/roles.ts';
import { doc, type Doc, Double, isDoc, type Value } from '../bson/values.ts';
import type { Command } from './command.ts';

/** Connections to other servers, of which there are none. */
export const connPoolStats: Command = {
  names: ['connPoolStats'],
  access: 'monitor',
  run: () =>
    doc({
      numClientConnections: 0,
      numAScopedConnections: 0,
      totalInUse: 0,
      totalAvailable: 0,
      totalLeased: 0,
      totalCreated: 0,
      totalRefreshing: 0,
      replicaSets: doc({}),
      hosts: doc({}),
    }),
};

/** What commands go by that name no concern. */
export const getDefaultRWConcern: Command = {
  names: ['getDefaultRWConcern'],
  access: 'monitor',
  adminOnly: true,
  run: ({ now }) =>
    doc({
      defaultReadConcern: doc({ level: 'local' }),
      defaultWriteConcern: doc({ w: 'majority', wtimeout: 0 }),
      defaultWriteConcernSource: 'implicit',
      defaultReadConcernSource: 'implicit',
      localUpdateWallClockTime: now,
    }),
};

/** Counts begin when somebody asks for the first time, so that nobody else pays for them. */
export const top: Command = {
  names: ['top'],
  access: 'monitor',
  adminOnly: true,
  fields: [],
  run: ({ server: { engine, top: counts } }) => {
    counts.isOn = true;
    const all = engine.databases().flatMap((database) => engine.collections(database));
    return doc({ totals: counts.totals(all.map(({ namespace }) => namespace)) });
  },
};

/** The built-in roles; there are no others. */
export const rolesInfo: Command = {
  names: ['rolesInfo'],
  access: 'authenticated',
  fields: ['showPrivileges', 'showBuiltinRoles', 'showAuthenticationRestrictions'],
  run: ({ body, database }) => {
    const which = body.get('rolesInfo') ?? null;
    const all = which === 1 || (which instanceof Double && which.value === 1);
    if (all) {
      const shown = body.get('showBuiltinRoles') === true ? roleNames() : [];
      return doc({ roles: shown.map((role) => builtIn(role, database)) });
    }
    const asked = (Array.isArray(which) ? which : [which]).flatMap((one) => named(one, database));
    return doc({ roles: asked.filter(({ role }) => roleNames().includes(role)).map(({ role, db }) => builtIn(role, db)) }); // prettier-ignore
  },
};

const builtIn = (role: string, db: string): Doc =>
  doc({ role, db, isBuiltin: true, roles: [], inheritedRoles: [] });

function named(one: Value, database: string): { role: string; db: string }[] {
  if (typeof one === 'string') return [{ role: one, db: database }];
  const [role, db] = isDoc(one) ? [one.get('role'), one.get('db')] : [];
  return typeof role === 'string' ? [{ role, db: typeof db === 'string' ? db : database }] : [];
}
