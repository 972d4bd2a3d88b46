import { onCollection } from '../auth/access.ts';
import { doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { PROFILE } from '../operations/profile-settings.ts';
import type { Command, CommandCall } from './command.ts';
import { namespaceOf } from './namespace.ts';

/** The profile may be dropped too, while it is not written. */
function droppable({ server, database, body, name }: CommandCall): string {
  if (body.get(name) !== PROFILE) return namespaceOf(database, body, name);
  if (server.profiler.settings(database).level > 0)
    throw commandError('IllegalOperation', 'turn off profiling before dropping system.profile collection');
  return `${database}.${PROFILE}`;
}

export const drop: Command = {
  names: ['drop'],
  access: onCollection('dropCollection'),
  kind: 'define',
  fields: [],
  run: async (call) => {
    const namespace = droppable(call);
    const indexes = call.server.engine.indexes(namespace);
    // Since 7.0 what is not there may be dropped.
    if (indexes === undefined) return new Map();
    await call.server.engine.write(call.op, (unit) => {
      unit.dropCollection(namespace);
      return new Map();
    });
    // A view has none.
    return indexes.length === 0
      ? doc({ ns: namespace })
      : doc({ nIndexesWas: indexes.length, ns: namespace });
  },
};
