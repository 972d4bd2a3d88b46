import { Decimal128, Double, Long, ObjectId } from 'bson';

/** A command as a tree of arrays, maps and values, which the mutations can walk. */
export type Tree = Map<string, unknown>;

function tree(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tree);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return new Map(Object.entries(value).map(([name, field]) => [name, tree(field)]));
}

const document = { name: 'a', n: 1, tags: ['x', 'y'], sub: { a: [{ b: 1 }, { b: 2 }] }, at: new Date(0) };

const FILTERS = [
  { n: { $gt: 1, $lte: Long.fromNumber(9) }, $or: [{ name: /^a/i }, { tags: { $all: ['x'], $size: 2 } }] },
  { sub: { $type: 'object' }, 'sub.a': { $elemMatch: { b: { $in: [1, 2, null] } } }, n: { $mod: [2, 1] } },
  { $and: [{ $nor: [{ n: { $exists: false } }] }, { n: { $not: { $bitsAllSet: 4 } } }] },
  { $expr: { $eq: [{ $add: ['$n', 1] }, { $cond: [{ $gt: ['$n', 0] }, 2, '$name'] }] } },
];

const UPDATES = [
  {
    $inc: { n: 1 },
    $set: { 'sub.x': new Double(1.5) },
    $push: { tags: { $each: ['z'], $slice: -3, $sort: 1 } },
  },
  { $mul: { n: Decimal128.fromString('1.5') }, $unset: { at: '' }, $addToSet: { tags: { $each: ['q'] } } },
  { $set: { 'sub.a.$[e].b': 3 }, $rename: { name: 'title' }, $currentDate: { at: { $type: 'timestamp' } } },
  {
    $pull: { tags: { $in: ['x'] } },
    $min: { n: 0 },
    $max: { m: 4 },
    $bit: { b: { or: 5 } },
    $pop: { 'sub.a': -1 },
  },
  [
    { $set: { n: { $multiply: ['$n', 2] } } },
    { $unset: 'name' },
    { $replaceWith: { $mergeObjects: ['$$ROOT', {}] } },
  ],
];

const PIPELINES = [
  [{ $match: { n: { $gte: 0 } } }, { $sort: { n: -1 } }, { $skip: 1 }, { $limit: 5 }, { $project: { n: 1 } }],
  [{ $unwind: { path: '$tags', includeArrayIndex: 'i' } }, { $group: { _id: '$tags', s: { $sum: '$n' }, l: { $push: '$name' } } }],
  [{ $lookup: { from: 'items', localField: 'n', foreignField: 'n', as: 'r', pipeline: [{ $limit: 2 }] } }],
  [{ $facet: { a: [{ $count: 'c' }], b: [{ $bucket: { groupBy: '$n', boundaries: [0, 5, 10], default: 'o' } }] } }],
  [{ $addFields: { d: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Europe/Berlin' } } } }],
  [{ $set: { m: { $map: { input: '$tags', as: 't', in: { $concat: ['$$t', '-', { $toString: '$n' }] } } } } }],
  [{ $project: { r: { $reduce: { input: [1, 2], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, k: { $convert: { input: '$name', to: 'int', onError: 0 } } } }],
  [{ $replaceRoot: { newRoot: '$sub' } }, { $unionWith: { coll: 'items', pipeline: [{ $sample: { size: 1 } }] } }],
  [{ $setWindowFields: { sortBy: { n: 1 }, output: { r: { $sum: '$n', window: { documents: [-1, 1] } } } } }],
  [{ $graphLookup: { from: 'items', startWith: '$n', connectFromField: 'n', connectToField: 'n', as: 'g', maxDepth: 2 } }],
]; // prettier-ignore

const OTHERS = [
  { ping: 1 },
  { hello: 1, helloOk: true, client: { driver: { name: 'x', version: '1' }, os: { type: 'Linux' } }, compression: ['zlib'] },
  { count: 'items', query: { n: 1 }, limit: 3 },
  { distinct: 'items', key: 'tags', query: {} },
  { findAndModify: 'items', query: { n: 1 }, update: { $inc: { n: 1 } }, new: true, upsert: true, fields: { n: 1 } },
  { createIndexes: 'items', indexes: [{ key: { n: 1, name: -1 }, name: 'n_name', unique: false, partialFilterExpression: { n: { $gt: 3 } } }] },
  { createIndexes: 'items', indexes: [{ key: { 'tags.$**': 1 }, name: 'w' }, { key: { name: 'text' }, name: 't', weights: { name: 2 } }] },
  { dropIndexes: 'items', index: 'n_name' },
  { create: 'made', capped: false, collation: { locale: 'en', strength: 2 } },
  { collMod: 'items', index: { name: 'n_name', hidden: true } },
  { drop: 'made' },
  { renameCollection: 'fuzz.made', to: 'fuzz.other', dropTarget: true, $db: 'admin' },
  { listCollections: 1, filter: { name: 'items' }, cursor: { batchSize: 1 } },
  { listIndexes: 'items', cursor: {} },
  { listDatabases: 1, nameOnly: true, $db: 'admin' },
  { explain: { find: 'items', filter: { n: { $gt: 1 } }, sort: { n: 1 } }, verbosity: 'executionStats' },
  { getMore: Long.fromNumber(1), collection: 'items', batchSize: 2 },
  { killCursors: 'items', cursors: [Long.fromNumber(1)] },
  { dbStats: 1, scale: 1 },
  { collStats: 'items' },
  { serverStatus: 1 },
  { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: Buffer.from('n,,n=root,r=abcdef'), options: { skipEmptyExchange: true }, $db: 'admin' },
  { saslContinue: 1, conversationId: 1, payload: Buffer.from('c=biws,r=abcdef,p=AAAA'), $db: 'admin' },
  { usersInfo: { forAllDBs: true }, $db: 'admin' },
  { endSessions: [{ id: new ObjectId() }], $db: 'admin' },
]; // prettier-ignore

/** Valid commands of every kind; `configureFailPoint` is left out, for it breaks things on purpose. */
export const COMMANDS: readonly Tree[] = [
  ...FILTERS.map((filter) => ({ find: 'items', filter, sort: { n: 1 }, projection: { name: 1, tags: { $slice: 1 } }, batchSize: 2 })),
  ...FILTERS.map((q) => ({ delete: 'items', deletes: [{ q, limit: 1 }], ordered: true })),
  ...UPDATES.map((u) => ({ update: 'items', updates: [{ q: { n: 1 }, u, upsert: true, multi: false, arrayFilters: [{ 'e.b': { $gt: 1 } }] }] })),
  ...UPDATES.map((u) => ({ update: 'items', updates: [{ q: { name: 'a' }, u, multi: true, collation: { locale: 'en', strength: 1 } }] })),
  ...PIPELINES.map((pipeline) => ({ aggregate: 'items', pipeline, cursor: { batchSize: 2 }, allowDiskUse: true })),
  { insert: 'items', documents: [document, { ...document, n: Decimal128.fromString('NaN') }], ordered: false },
  { insert: 'items', documents: [{ ...document, sub: { a: [[{ b: { c: 1 } }]] } }] },
  ...OTHERS,
].map((command) => tree({ $db: 'fuzz', maxTimeMS: 1_000, ...command }) as Tree).map(commandFirst); // prettier-ignore

/** The name of a command is its first field. */
function commandFirst(command: Tree): Tree {
  const late = ['$db', 'maxTimeMS'];
  const fields = Array.from(command).filter(([name]) => !late.includes(name));
  return new Map([...fields, ...late.map((name): [string, unknown] => [name, command.get(name)])]);
}
