import { valuesEqual } from '../bson/compare.ts';
import { type Doc, isDoc } from '../bson/values.ts';
import { isClusteredIndex } from '../catalog/clustered.ts';
import { changedOptions, indexOptions } from '../catalog/index-options.ts';
import { commandError, locationError } from '../errors.ts';
import { show } from '../query/show.ts';
import { optionalDoc, optionalString } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** What collMod is to do with an index. */
export type IndexChange = {
  name: string;
  /** The options that it gets. */
  options: Doc;
  reply: Doc;
};

/** The `index` of a collMod, checked; undefined when it doesn't speak of one. */
export function indexChange({ body, server }: CommandCall, namespace: string): IndexChange | undefined {
  const change = optionalDoc(body, 'index');
  if (change === undefined) return undefined;
  const options = indexOptions(change);
  if (options.has('hidden')) refuseClustered(server.engine.collection(namespace)?.options, change);
  const { name, spec } = chosenIndex(server.engine.indexes(namespace) ?? [], change, namespace);
  return { name, options, reply: changedOptions(spec, options) };
}

function refuseClustered(collection: Doc | undefined, change: Doc): void {
  const which = optionalString(change, 'name') ?? optionalDoc(change, 'keyPattern');
  if (collection !== undefined && which !== undefined && isClusteredIndex(collection, which))
    throw locationError(6011800, 'cannot hide or show the clustered index');
}

function chosenIndex(indexes: readonly Doc[], change: Doc, namespace: string): { name: string; spec: Doc } {
  const wanted = optionalString(change, 'name');
  const pattern = optionalDoc(change, 'keyPattern');
  if ((wanted === undefined) === (pattern === undefined))
    throw commandError('InvalidOptions', 'collMod names an index either by its name or by its keyPattern');
  const found = indexes.find((index) => {
    const key = index.get('key');
    return pattern !== undefined && isDoc(key) ? valuesEqual(key, pattern) : index.get('name') === wanted;
  });
  const name = found?.get('name');
  if (found === undefined || typeof name !== 'string')
    throw commandError(
      'IndexNotFound',
      `cannot find index ${show(pattern ?? wanted ?? null)} for ns ${namespace}`,
    );
  return { name, spec: found };
}
