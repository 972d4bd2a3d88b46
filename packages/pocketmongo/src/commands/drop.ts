import { doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Command } from './command.ts';
import { namespaceOf } from './namespace.ts';

export const drop: Command = {
  names: ['drop'],
  access: 'define',
  fields: [],
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const indexes = call.server.engine.indexes(namespace);
    if (indexes === undefined) throw commandError('NamespaceNotFound', 'ns not found');
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
