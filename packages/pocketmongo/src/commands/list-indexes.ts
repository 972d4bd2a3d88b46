import { commandError } from '../errors.ts';
import { listReply } from '../cursors/cursor-reply.ts';
import type { Command } from './command.ts';
import { namespaceOf } from './namespace.ts';

export const listIndexes: Command = {
  names: ['listIndexes'],
  access: 'list',
  fields: ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo'],
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const indexes = call.server.engine.indexes(namespace);
    if (indexes === undefined) throw commandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    return listReply(indexes, namespace);
  },
};
