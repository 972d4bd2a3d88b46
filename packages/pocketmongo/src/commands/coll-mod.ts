import { onCollection } from '../auth/access.ts';
import { type Doc, isDoc } from '../bson/values.ts';
import { imagesOption, withImages } from '../catalog/change-images.ts';
import { bytesOption, documentsOption } from '../catalog/capped.ts';
import { changedExpiry } from '../catalog/expiry.ts';
import { changedTimeSeries } from '../catalog/time-series-option.ts';
import { validationOptions } from '../catalog/validation-options.ts';
import { commandError } from '../errors.ts';
import { queryLanguage } from '../query/language.ts';
import { flag, optionalArray, optionalDoc, optionalString } from './arguments.ts';
import { indexChange, type IndexChange } from './coll-mod-index.ts';
import { changedView } from './coll-mod-view.ts';
import type { Command, CommandCall } from './command.ts';
import { namespaceOf } from './namespace.ts';

const OPTIONS = [
  'validator',
  'validationLevel',
  'validationAction',
  'changeStreamPreAndPostImages',
  'cappedSize',
  'cappedMax',
  'timeseries',
  'expireAfterSeconds',
];

export const collMod: Command = {
  names: ['collMod'],
  access: onCollection('collMod'),
  kind: 'define',
  fields: ['index', ...OPTIONS, 'viewOn', 'pipeline', 'dryRun'],
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const present = call.server.engine.collection(namespace);
    if (present === undefined) throw commandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    return present.options.has('viewOn')
      ? changeView(call, namespace, present.options)
      : changeCollection(call, namespace, present.options);
  },
};

async function changeView(call: CommandCall, namespace: string, present: Doc): Promise<Doc> {
  const other = ['index', ...OPTIONS].find((name) => (call.body.get(name) ?? null) !== null);
  if (other !== undefined) throw commandError('InvalidOptions', `'${other}' is not supported on a view`);
  const options = changedView(call, namespace, present);
  await call.server.engine.write(call.op, (unit) => {
    unit.changeView(namespace, options);
    return new Map();
  });
  return new Map();
}

/** Changes options of the collection and of one of its indexes in one commit. */
async function changeCollection(call: CommandCall, namespace: string, present: Doc): Promise<Doc> {
  const viewOn = optionalString(call.body, 'viewOn');
  if (viewOn !== undefined || optionalArray(call.body, 'pipeline') !== undefined)
    throw commandError('InvalidOptions', `'viewOn' and 'pipeline' are for views; ${namespace} is none`);
  const options = changedOptions(call, namespace, present);
  const index = indexChange(call, namespace);
  if (flag(call.body, 'dryRun')) return tryUnique(call, namespace, index);
  await call.server.engine.write(call.op, (unit) => {
    // Without any change the collection is as it was, but streams are told.
    if (options !== present || index === undefined) unit.setCollectionOptions(namespace, options);
    if (index !== undefined) unit.setIndexOptions(namespace, index.name, index.options);
    return new Map();
  });
  return index?.reply ?? new Map();
}

/** Says whether an index could be made unique. */
async function tryUnique(call: CommandCall, namespace: string, index: IndexChange | undefined): Promise<Doc> {
  if (index?.options.get('unique') !== true)
    throw commandError('InvalidOptions', "'dryRun' is only supported for making an index unique");
  await call.server.engine.write(call.op, (unit) => {
    unit.checkUnique(namespace, index.name);
    return new Map();
  });
  return new Map();
}

/** The options of the collection after the command; the very same where it changes none. */
function changedOptions(call: CommandCall, namespace: string, present: Doc): Doc {
  const { body, name } = call;
  if (!OPTIONS.some((option) => body.has(option))) return present;
  const changed = validationOptions(body, namespace, queryLanguage);
  if (changed.size > 0 && present.has('timeseries'))
    throw commandError('InvalidOptions', 'validation is not supported on a time-series collection');
  const options: Doc = new Map([...present, ...changed]);
  const validator = options.get('validator');
  if (isDoc(validator) && validator.size === 0) options.delete('validator');
  changeSeries(options, body);
  changeExpiry(options, body);
  resize(options, body, namespace);
  const images = imagesOption(body, namespace, name);
  return images === undefined ? options : withImages(options, images);
}

function changeSeries(options: Doc, body: Doc): void {
  const given = optionalDoc(body, 'timeseries');
  if (given === undefined) return;
  const series = options.get('timeseries');
  if (!isDoc(series))
    throw commandError('InvalidOptions', "'timeseries' is only supported on a time-series collection");
  options.set('timeseries', changedTimeSeries(series, given));
}

function changeExpiry(options: Doc, body: Doc): void {
  const given = body.get('expireAfterSeconds');
  if (given === undefined) return;
  const seconds = changedExpiry(given, options);
  if (seconds === undefined) options.delete('expireAfterSeconds');
  else options.set('expireAfterSeconds', seconds);
}

/** Gives a capped collection other bounds; they hold from the next insert on. A time series has none to change. */
function resize(options: Doc, body: Doc, namespace: string): void {
  const [size, max] = [body.get('cappedSize') ?? undefined, body.get('cappedMax') ?? undefined];
  if ((size === undefined && max === undefined) || options.has('timeseries')) return;
  if (options.get('capped') !== true)
    throw commandError('InvalidOptions', `collMod: ${namespace} is not a capped collection`);
  if (size !== undefined) options.set('size', bytesOption('collMod.cappedSize', size));
  if (max === undefined) return;
  const documents = documentsOption('collMod.cappedMax', max);
  if (documents === undefined) options.delete('max');
  else options.set('max', documents);
}
