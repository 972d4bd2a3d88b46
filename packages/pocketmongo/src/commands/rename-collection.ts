import { type Demand, demands, type Demands } from '../auth/access.ts';
import { collectionResource } from '../auth/resource.ts';
import { Binary } from '../bson/values.ts';
import { flag, optionalBoolean, requiredString, wrongType } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { commandError } from '../errors.ts';
import { namespace } from './namespace.ts';

/** Documents move with it: between databases only who may read the one and write the other. */
const renameRights: Demands = ({ body }): Demand[] => {
  const [from, to] = [body.get('renameCollection'), body.get('to')];
  if (typeof from !== 'string' || typeof to !== 'string') return [];
  const [source, target] = [collectionResource(from), collectionResource(to)];
  const replaces = flag(body, 'dropTarget') ? demands(target, 'dropCollection') : [];
  if (to.startsWith(from.slice(0, from.indexOf('.') + 1)))
    return [
      ...demands(source, 'renameCollectionSameDB'),
      ...demands(target, 'renameCollectionSameDB'),
      ...replaces,
    ];
  return [
    ...demands(source, 'find', 'dropCollection'),
    ...demands(target, 'insert', 'createIndex'),
    ...replaces,
  ];
};

export const renameCollection: Command = {
  names: ['renameCollection'],
  access: renameRights,
  kind: 'define',
  fields: ['to', 'dropTarget', 'stayTemp', 'collectionUUID'],
  adminOnly: true,
  run: async (call) => {
    const from = split(requiredString(call.body, 'renameCollection'));
    const to = split(requiredString(call.body, 'to'));
    const dropTarget = optionalBoolean(call.body, 'dropTarget') ?? false;
    optionalBoolean(call.body, 'stayTemp');
    checkUuid(call, from);
    await call.server.engine.write(call.op, (unit) => {
      unit.renameCollection(from, to, dropTarget);
      return new Map();
    });
    return new Map();
  },
};

function split(full: string): string {
  const dot = full.indexOf('.');
  if (dot < 1) throw commandError('InvalidNamespace', `Invalid namespace specified '${full}'`);
  return namespace(full.slice(0, dot), full.slice(dot + 1));
}

/** Refuses when the collection is not the one that the client had in mind. */
function checkUuid({ body, server }: CommandCall, from: string): void {
  const wanted = body.get('collectionUUID') ?? undefined;
  if (wanted === undefined) return;
  if (!(wanted instanceof Binary)) throw wrongType('renameCollection.collectionUUID', wanted, 'binData');
  const present = server.engine.collection(from);
  if (present !== undefined && Buffer.compare(present.uuid, wanted.buffer) !== 0)
    throw commandError('CollectionUUIDMismatch', 'Collection UUID does not match that specified');
}
