import { type Demand, demands, type Demands } from '../auth/access.ts';
import { collectionResource } from '../auth/resource.ts';
import { Binary } from '../bson/values.ts';
import { checkDatabaseName, isTooLong } from '../catalog/namespace.ts';
import { flag, optionalBoolean, requiredString, wrongType } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { commandError } from '../errors.ts';
import { checkCollectionName } from './namespace.ts';

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
    const from = renamable(requiredString(call.body, 'renameCollection'));
    const to = renamable(requiredString(call.body, 'to'));
    if (call.body.get('dropTarget') === null) throw wrongType('renameCollection.dropTarget', null, 'bool');
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

/** The namespace, one that a collection may leave or get. */
function renamable(full: string): string {
  const dot = full.indexOf('.');
  if (dot < 1) throw commandError('InvalidNamespace', `Invalid namespace specified '${full}'`);
  const [database, collection] = [full.slice(0, dot), full.slice(dot + 1)];
  if (full.includes('$')) throw refused(full, "it contains '$'");
  checkDatabaseName(database);
  checkCollectionName(collection, full);
  if (collection.startsWith('system.')) throw refused(full, "it is one of the server's own collections");
  if (/^local\.oplog\../.test(full)) throw refused(full, 'it is the log of changes');
  if (isTooLong(full)) throw refused(full, 'it is too long');
  return full;
}

const refused = (full: string, reason: string): Error =>
  commandError('IllegalOperation', `cannot rename from or to ${full}: ${reason}`);

/** Refuses when the collection is not the one that the client had in mind. */
function checkUuid({ body, server }: CommandCall, from: string): void {
  const wanted = body.get('collectionUUID') ?? undefined;
  if (wanted === undefined) return;
  if (!(wanted instanceof Binary) || wanted.sub_type !== Binary.SUBTYPE_UUID)
    throw wrongType('renameCollection.collectionUUID', wanted, 'UUID');
  if (wanted.length() !== 16) throw commandError('InvalidUUID', 'collectionUUID must be 16 bytes long');
  const present = server.engine.collection(from);
  if (present !== undefined && Buffer.compare(present.uuid, wanted.value()) !== 0)
    throw commandError('CollectionUUIDMismatch', 'Collection UUID does not match that specified');
}
