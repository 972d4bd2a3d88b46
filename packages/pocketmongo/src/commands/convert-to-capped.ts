import { collectionAsked, demands, type Demands, onCollection } from '../auth/access.ts';
import { cappedOf, cappedOptions } from '../catalog/capped.ts';
import { doc, type Doc, isNumeric, type Value } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import { randomUUID } from 'node:crypto';
import type { Row, WriteUnit } from '../engine.ts';
import { commandError } from '../errors.ts';
import { requiredString } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { namespace as joinNamespace, namespaceOf } from './namespace.ts';
import { refuseView } from './refuse-view.ts';

/** Makes a collection capped: the newest documents that fit stay, indexes beside the one on `_id` go. */
export const convertToCapped: Command = {
  names: ['convertToCapped'],
  access: onCollection('convertToCapped'),
  kind: 'define',
  fields: ['size', 'bypassDocumentValidation'],
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const options = targetOptions(call, namespace);
    const temporary = `${call.database}.tmp.capped.${randomUUID()}`;
    await call.server.engine.write({ ...call.op, bypassValidation: true }, (unit) => {
      copyNewest(unit, namespace, temporary, options);
      unit.dropCollection(namespace);
      unit.renameCollection(temporary, namespace, false);
      return new Map();
    });
    return new Map();
  },
};

const cloneRights: Demands = (asked) => {
  const to = asked.body.get('toCollection');
  const target = { db: asked.database, collection: typeof to === 'string' ? to : '' };
  return [
    ...demands(collectionAsked(asked), 'find'),
    ...demands(target, 'insert', 'createCollection', 'convertToCapped'),
  ];
};

/** Makes a capped copy of a collection. */
export const cloneCollectionAsCapped: Command = {
  names: ['cloneCollectionAsCapped'],
  access: cloneRights,
  kind: 'define',
  fields: ['toCollection', 'size'],
  run: async (call) => {
    const from = joinNamespace(call.database, requiredString(call.body, call.name));
    const to = joinNamespace(call.database, requiredString(call.body, 'toCollection'));
    const options = targetOptions(call, from);
    await call.server.engine.write({ ...call.op, bypassValidation: true }, (unit) => {
      copyNewest(unit, from, to, options);
      return new Map();
    });
    return new Map();
  },
};

function targetOptions(call: CommandCall, namespace: string): Doc {
  const size = call.body.get('size') ?? null;
  if (!isNumeric(size) || wholeNumberOf(size) < 1)
    throw commandError('InvalidOptions', 'Capped collection size must be a number greater than zero');
  refuseView(call, namespace);
  const present = call.server.engine.collection(namespace);
  if (present === undefined)
    throw commandError('NamespaceNotFound', `source collection ${namespace} does not exist`);
  if (present.options.has('timeseries'))
    throw commandError('CommandNotSupportedOnView', 'time-series collections are never capped');
  const options: Doc = new Map<string, Value>([...present.options, ...cappedOptions(true, { size })]);
  for (const option of ['max', 'clusteredIndex', 'expireAfterSeconds']) options.delete(option);
  return options;
}

/** Copies in the order of insertion; the write trims what is too much. */
function copyNewest(unit: WriteUnit, from: string, to: string, options: Doc): void {
  unit.createCollection(to, options);
  const limit = cappedOf(options)?.bytes ?? 0;
  const newest: Row[] = [];
  const cursor = unit.find(from, { filter: doc({}), sort: doc({ $natural: -1 }) });
  let bytes = 0;
  for (let row = cursor.next(); row !== undefined && bytes < limit; row = cursor.next()) {
    bytes += row.raw.length;
    newest.push(row);
  }
  for (const row of newest.reverse()) unit.insert(to, row.doc());
}
