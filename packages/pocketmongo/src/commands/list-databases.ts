import { doc, type Doc } from '../bson/values.ts';
import { requireRight } from '../auth/authorize.ts';
import { compileFilter } from '../query/match.ts';
import { flag, optionalDoc } from './arguments.ts';
import type { Command } from './command.ts';

const ALL = { action: 'listDatabases', on: 'cluster' } as const;

export const listDatabases: Command = {
  names: ['listDatabases'],
  access: 'authenticated',
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  adminOnly: true,
  run: (call) => {
    const { engine } = call.server;
    const matches = compileFilter(optionalDoc(call.body, 'filter') ?? doc({}));
    const { grants } = call.connection;
    const showsAll = !flag(call.body, 'authorizedDatabases') && grants.allows(ALL.action, ALL.on);
    const nameOnly = flag(call.body, 'nameOnly');
    // Who asks for all of them has to be allowed to see all of them.
    if (call.body.has('authorizedDatabases') && !flag(call.body, 'authorizedDatabases'))
      requireRight(call.connection, ALL, call.name);
    const entries: Doc[] = [];
    let totalSize = 0;
    for (const name of engine.databases()) {
      if (!showsAll && !grants.reachesDatabase(name)) continue;
      const size = engine
        .collections(name)
        .reduce((sum, { namespace }) => sum + engine.stats(namespace).size, 0);
      const entry = doc({ name, sizeOnDisk: BigInt(size), empty: size === 0 });
      if (!matches(entry)) continue;
      totalSize += size;
      entries.push(nameOnly ? doc({ name }) : entry);
    }
    const reply = doc({ databases: entries });
    if (!nameOnly)
      reply.set('totalSize', BigInt(totalSize)).set('totalSizeMb', BigInt(Math.trunc(totalSize / 2 ** 20)));
    return reply;
  },
};
