import { onCollection } from '../auth/access.ts';
import { clusteredSpec } from '../catalog/clustered.ts';
import { doc, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { listResult } from '../cursors/list-result.ts';
import { flag } from './arguments.ts';
import { refuseView } from './refuse-view.ts';
import type { Command } from './command.ts';
import { readableNamespaceOf } from './namespace.ts';

export const listIndexes: Command = {
  names: ['listIndexes'],
  access: onCollection('listIndexes'),
  kind: 'list',
  fields: ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo'],
  run: (call) => {
    const namespace = readableNamespaceOf(call.database, call.body, call.name);
    refuseView(call, namespace);
    const indexes = call.server.engine.indexes(namespace);
    if (indexes === undefined) throw commandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    const options = call.server.engine.collection(namespace)?.options ?? doc({});
    const isWrapped = wrapsSpec(call.body);
    const listed = (specs: readonly Doc[]): Doc[] => specs.map((spec) => (isWrapped ? doc({ spec }) : spec));
    const [, ...others] = indexes;
    if (options.has('timeseries')) return listResult(call, listed(others), namespace);
    const clustered = clusteredSpec(options);
    return listResult(call, listed(clustered === undefined ? indexes : [clustered, ...others]), namespace);
  },
};

/** With `includeIndexBuildInfo` the specifications stand where those that are being built would tell how far they are. */
function wrapsSpec(body: Doc): boolean {
  const withUuids = flag(body, 'includeBuildUUIDs');
  const withInfo = flag(body, 'includeIndexBuildInfo');
  if (withUuids && withInfo)
    throw commandError(
      'InvalidOptions',
      "'includeBuildUUIDs' and 'includeIndexBuildInfo' can't be asked for together",
    );
  return withInfo;
}
