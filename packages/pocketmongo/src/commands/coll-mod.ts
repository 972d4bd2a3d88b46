import { onCollection } from '../auth/access.ts';
import { type Doc, isDoc } from '../bson/values.ts';
import { valuesEqual } from '../bson/compare.ts';
import { imagesOption, withImages } from '../catalog/change-images.ts';
import { bytesOption, documentsOption } from '../catalog/capped.ts';
import { changedOptions, indexOptions } from '../catalog/index-options.ts';
import { validationOptions } from '../catalog/validation-options.ts';
import { commandError } from '../errors.ts';
import { queryLanguage } from '../query/language.ts';
import { show } from '../query/show.ts';
import { optionalDoc, optionalString } from './arguments.ts';
import { viewOptions } from './view-options.ts';
import type { Command, CommandCall } from './command.ts';
import { namespaceOf } from './namespace.ts';

const OPTIONS = [
  'validator',
  'validationLevel',
  'validationAction',
  'changeStreamPreAndPostImages',
  'cappedSize',
  'cappedMax',
];

export const collMod: Command = {
  names: ['collMod'],
  access: onCollection('collMod'),
  fields: ['index', ...OPTIONS, 'viewOn', 'pipeline'],
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const indexes = call.server.engine.indexes(namespace);
    if (indexes === undefined) throw commandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    if (await isView(call, namespace)) return new Map();
    const change = optionalDoc(call.body, 'index');
    if (OPTIONS.some((option) => call.body.has(option)) || change === undefined)
      await changeOptions(call, namespace);
    if (change === undefined) return new Map();
    const { name, spec } = chosenIndex(indexes, change, namespace);
    const options = indexOptions(change);
    await call.server.engine.write(call.op, (unit) => {
      unit.setIndexOptions(namespace, name, options);
      return new Map();
    });
    return changedOptions(spec, options);
  },
};

/** Changes a view; false for a collection, which is none and can't be made one. */
async function isView(call: CommandCall, namespace: string): Promise<boolean> {
  const present = call.server.engine.collection(namespace);
  const options = viewOptions(call, namespace);
  if (present?.options.has('viewOn') !== true) {
    if (options === undefined) return false;
    throw commandError('InvalidOptions', `'viewOn' and 'pipeline' are for views; ${namespace} is none`);
  }
  if (
    options === undefined ||
    !call.body.has('pipeline') ||
    ['index', ...OPTIONS].some((name) => call.body.has(name))
  )
    throw commandError(
      'InvalidOptions',
      'collMod of a view takes both viewOn and pipeline, and nothing else',
    );
  const collation = present.options.get('collation');
  if (collation !== undefined) options.set('collation', collation);
  await call.server.engine.write(call.op, (unit) => {
    unit.changeView(namespace, options);
    return new Map();
  });
  return true;
}

/** Changes options of the collection; without any the collection is as it was, but streams are told. */
async function changeOptions(call: CommandCall, namespace: string): Promise<void> {
  const changed = validationOptions(call.body, namespace, queryLanguage);
  const images = imagesOption(call.body, namespace, call.name);
  const present = call.server.engine.collection(namespace);
  if (present === undefined) return;
  const options: Doc = new Map([...present.options, ...changed]);
  const validator = options.get('validator');
  if (isDoc(validator) && validator.size === 0) options.delete('validator');
  resize(options, call.body, namespace);
  const wanted = images === undefined ? options : withImages(options, images);
  await call.server.engine.write(call.op, (unit) => {
    unit.setCollectionOptions(namespace, wanted);
    return new Map();
  });
}

/** Gives a capped collection other bounds; they hold from the next insert on. */
function resize(options: Doc, body: Doc, namespace: string): void {
  const [size, max] = [body.get('cappedSize') ?? undefined, body.get('cappedMax') ?? undefined];
  if (size === undefined && max === undefined) return;
  if (options.get('capped') !== true)
    throw commandError('InvalidOptions', `collMod: ${namespace} is not a capped collection`);
  if (size !== undefined) options.set('size', bytesOption('collMod.cappedSize', size));
  if (max === undefined) return;
  const documents = documentsOption('collMod.cappedMax', max);
  if (documents === undefined) options.delete('max');
  else options.set('max', documents);
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
