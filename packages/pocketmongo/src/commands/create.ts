import { onCollection } from '../auth/access.ts';
import { valuesEqual } from '../bson/compare.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import { imagesOption, withImages } from '../catalog/change-images.ts';
import { cappedOptions } from '../catalog/capped.ts';
import { checkIdIndex } from '../catalog/id-index.ts';
import { clusteredOption } from '../catalog/clustered.ts';
import { expiryOption } from '../catalog/expiry.ts';
import { checkStorageEngine } from '../catalog/storage-engine.ts';
import { timeSeriesOf } from '../catalog/time-series.ts';
import { timeSeriesOption } from '../catalog/time-series-option.ts';
import { validationOptions } from '../catalog/validation-options.ts';
import { parseCollation } from '../collation/spec.ts';
import { commandError, locationError } from '../errors.ts';
import { isTruthy } from '../query/operators/element.ts';
import { queryLanguage } from '../query/language.ts';
import { viewOptions } from './view-options.ts';
import type { Command, CommandCall } from './command.ts';
import { flag, optionalDoc } from './arguments.ts';
import { namespaceOf } from './namespace.ts';

/** Options whose absence the data would show; they are refused, not ignored. */
const VIEW = ['viewOn', 'pipeline'] as const;
const UNSUPPORTED = ['encryptedFields'] as const;
const KNOWN = ['capped', 'validator', 'collation', 'timeseries', 'clusteredIndex', 'size', 'max', 'validationLevel', 'validationAction', 'storageEngine', 'indexOptionDefaults', 'autoIndexId', 'flags', 'idIndex', 'expireAfterSeconds', 'temp', 'changeStreamPreAndPostImages'] as const; // prettier-ignore

export const create: Command = {
  names: ['create'],
  access: onCollection('createCollection'),
  kind: 'define',
  fields: [...VIEW, ...UNSUPPORTED, ...KNOWN],
  transactional: true,
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    checkIdIndex(call.body);
    checkStorageEngine(call.body);
    const view = viewOptions(call, namespace);
    if (view !== undefined) checkView(call, namespace, view);
    const options = view ?? collectionOptions(call, namespace);
    const present = call.server.engine.collection(namespace, call.op.txn);
    if (present !== undefined) {
      if (valuesEqual(present.options, options)) return new Map();
      throw commandError(
        'NamespaceExists',
        `namespace ${namespace} already exists, but with different options`,
      );
    }
    return call.server.engine.write(call.op, (unit) => {
      if (view !== undefined) {
        unit.createView(namespace, view);
        return new Map();
      }
      unit.createCollection(namespace, options);
      const byMeta = metaIndex(options);
      if (byMeta !== undefined) unit.createIndexes(namespace, [byMeta]);
      return new Map();
    });
  },
};

function collectionOptions({ body, name }: CommandCall, namespace: string): Doc {
  const images = imagesOption(body, namespace, name);
  const options = supportedOptions(body);
  const validation = validationOptions(body, namespace, queryLanguage);
  if (validation.size > 0 && options.has('timeseries'))
    throw commandError('InvalidOptions', 'validation is not supported on a time-series collection');
  const all: Doc = new Map([...options, ...validation]);
  return images === undefined ? all : withImages(all, images);
}

function supportedOptions(body: Doc): Doc {
  for (const option of UNSUPPORTED) {
    const value = body.get(option);
    if (value === undefined || value === null || value === false) continue;
    throw commandError('CommandNotSupported', `create with ${option} is not supported`);
  }
  const options: Doc = new Map();
  const collation = optionalDoc(body, 'collation');
  const compared = collation === undefined ? undefined : parseCollation(collation);
  const series = optionalDoc(body, 'timeseries');
  if (series !== undefined) options.set('timeseries', timeSeriesOption(series));
  cluster(options, body);
  for (const [name, value] of cappedOptions(flag(body, 'capped'), sizesOf(body))) options.set(name, value);
  if (['timeseries', 'clusteredIndex', 'capped'].filter((kind) => options.has(kind)).length > 1)
    throw commandError('InvalidOptions', 'a collection is only one of timeseries, clustered and capped');
  const expiry = expiryOption(body.get('expireAfterSeconds'), options);
  if (expiry !== undefined) options.set('expireAfterSeconds', expiry);
  if (compared !== undefined) options.set('collation', compared.spec);
  return options;
}

function cluster(options: Doc, body: Doc): void {
  const given = body.get('clusteredIndex');
  if (given === undefined) return;
  if (flag(body, 'capped')) throw locationError(6049200, "'clusteredIndex' is not allowed with 'capped'");
  const clustered = clusteredOption(given);
  if (clustered === undefined) return;
  if ((body.get('max') ?? null) !== null)
    throw locationError(6049204, "'max' is not allowed with 'clusteredIndex'");
  options.set('clusteredIndex', clustered);
}

/** Refuses options of collections beside those of a view; the checks of the others are the same. */
function checkView({ body, name }: CommandCall, namespace: string, view: Doc): void {
  if (isTruthy(body.get('clusteredIndex')))
    throw locationError(6026500, "'clusteredIndex' is not supported on views");
  for (const option of ['timeseries', 'expireAfterSeconds'])
    if ((body.get(option) ?? null) !== null)
      throw commandError('InvalidOptions', `'${option}' is not supported on views`);
  const images = imagesOption(body, namespace, name);
  if (images !== undefined) withImages(view, images);
  cappedOptions(flag(body, 'capped'), sizesOf(body));
  validationOptions(body, namespace, queryLanguage);
}

function sizesOf(body: Doc): { size?: Value; max?: Value } {
  const [size, max] = [body.get('size') ?? undefined, body.get('max') ?? undefined];
  return { ...(size !== undefined && { size }), ...(max !== undefined && { max }) };
}

/** The index that every time series with a metaField has from the start. */
function metaIndex(options: Doc): Doc | undefined {
  const series = timeSeriesOf(options);
  if (series?.metaField === undefined) return undefined;
  const { metaField, timeField } = series;
  return doc({ key: doc({ [metaField]: 1, [timeField]: 1 }), name: `${metaField}_1_${timeField}_1` });
}
