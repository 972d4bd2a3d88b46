import { onCollection } from '../auth/access.ts';
import { doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Command, CommandCall } from './command.ts';
import { namespaceOf } from './namespace.ts';

/** Checks that the collection is there, as mongod does. */
function requireCollection({ server, database, body, name }: CommandCall): void {
  const namespace = namespaceOf(database, body, name);
  if (server.engine.collection(namespace) === undefined)
    throw commandError('BadValue', `ns doesn't exist: ${namespace}`);
}

/** Plans follow from rules, each time anew: there is no cache, so that it is empty as soon as it is asked to be. */
export const planCacheClear: Command = {
  names: ['planCacheClear'],
  access: onCollection('planCacheWrite'),
  fields: ['query', 'sort', 'projection', 'collation'],
  run: (call) => {
    namespaceOf(call.database, call.body, call.name);
    return new Map();
  },
};

/** Filters of indexes can't be set (`planCacheSetFilter` is refused), so there are none. */
export const planCacheFilters: Command = {
  names: ['planCacheListFilters', 'planCacheClearFilters'],
  access: onCollection('planCacheIndexFilter'),
  fields: ['query', 'sort', 'projection', 'collation', 'comment'],
  run: (call) => {
    requireCollection(call);
    return call.name === 'planCacheListFilters' ? doc({ filters: [] }) : new Map();
  },
};
