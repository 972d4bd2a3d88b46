import { onCollection } from '../auth/access.ts';
import { clusteredSpec } from '../catalog/clustered.ts';
import { doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { listResult } from '../cursors/list-result.ts';
import { refuseView } from './refuse-view.ts';
import type { Command } from './command.ts';
import { namespaceOf } from './namespace.ts';

export const listIndexes: Command = {
  names: ['listIndexes'],
  access: onCollection('listIndexes'),
  kind: 'list',
  fields: ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo'],
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    refuseView(call, namespace);
    const indexes = call.server.engine.indexes(namespace);
    if (indexes === undefined) throw commandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    const options = call.server.engine.collection(namespace)?.options ?? doc({});
    const [, ...others] = indexes;
    if (options.has('timeseries')) return listResult(call, others, namespace);
    const clustered = clusteredSpec(options);
    return listResult(call, clustered === undefined ? indexes : [clustered, ...others], namespace);
  },
};
