import { doc, type Doc } from '../bson/values.ts';
import { requireRight } from '../auth/authorize.ts';
import { compileFilter } from '../query/match.ts';
import { refuseQueryOperators } from '../query/only-in-queries.ts';
import { flag, optionalBoolean, optionalDoc } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';

/** Databases of the server's own, which are there from the start and never empty. */
const OWN: ReadonlySet<string> = new Set(['admin', 'config', 'local']);
const ALL = { action: 'listDatabases', on: 'cluster' } as const;

export const listDatabases: Command = {
  names: ['listDatabases'],
  access: 'authenticated',
  kind: 'list',
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  adminOnly: true,
  run: (call) => {
    const filter = optionalDoc(call.body, 'filter') ?? doc({});
    refuseQueryOperators(filter, 'a filter of databases');
    const matches = compileFilter(filter);
    const nameOnly = flag(call.body, 'nameOnly');
    const entries: Doc[] = [];
    let totalSize = 0;
    for (const name of visibleDatabases(call)) {
      const size = nameOnly ? 0 : sizeOf(call, name);
      const entry = nameOnly
        ? doc({ name })
        : doc({ name, sizeOnDisk: BigInt(size), empty: size === 0 && !OWN.has(name) });
      if (!matches(entry)) continue;
      totalSize += size;
      entries.push(entry);
    }
    const reply = doc({ databases: entries });
    if (!nameOnly)
      reply.set('totalSize', BigInt(totalSize)).set('totalSizeMb', BigInt(Math.trunc(totalSize / 2 ** 20)));
    return reply;
  },
};

/** Who asks for all of them has to be allowed to see all of them. */
function visibleDatabases({ server, connection, body, name }: CommandCall): string[] {
  const all = Array.from(new Set([...OWN, ...server.engine.databases()])).sort();
  const onlyOwn = optionalBoolean(body, 'authorizedDatabases');
  if (onlyOwn === false) requireRight(connection, ALL, name);
  const { grants } = connection;
  return onlyOwn !== true && grants.allows(ALL.action, ALL.on)
    ? all
    : all.filter((database) => grants.reachesDatabase(database));
}

/** Bytes of its documents; those of the log of changes are in `local`. */
function sizeOf({ server: { engine } }: CommandCall, database: string): number {
  return engine
    .collections(database)
    .reduce(
      (sum, { namespace }) => sum + engine.stats(namespace).size,
      database === 'local' ? engine.oplog.size : 0,
    );
}
