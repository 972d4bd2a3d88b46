import { Decimal128, Double, Long, ObjectId } from 'bson';

/** A command as a tree of arrays, maps and values, which the mutations can walk. */
export type Tree = Map<string, unknown>;

function tree(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tree);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return new Map(Object.entries(value).map(([name, field]) => [name, tree(field)]));
}

const document = {
  place: { type: 'Point', coordinates: [1, 2] },
  name: 'a',
  n: 1,
  tags: ['x', 'y'],
  sub: { a: [{ b: 1 }, { b: 2 }] },
  at: new Date(0),
};

const FILTERS = [
  { n: { $gt: 1, $lte: Long.fromNumber(9) }, $or: [{ name: /^a/i }, { tags: { $all: ['x'], $size: 2 } }] },
  { sub: { $type: 'object' }, 'sub.a': { $elemMatch: { b: { $in: [1, 2, null] } } }, n: { $mod: [2, 1] } },
  { $and: [{ $nor: [{ n: { $exists: false } }] }, { n: { $not: { $bitsAllSet: 4 } } }] },
  { $expr: { $eq: [{ $add: ['$n', 1] }, { $cond: [{ $gt: ['$n', 0] }, 2, '$name'] }] } },
];

const AREA = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [0, 5],
      [5, 5],
      [0, 0],
    ],
  ],
};
const PLACES = [
  { place: { $geoWithin: { $geometry: AREA } } },
  { place: { $geoIntersects: { $geometry: { type: 'Point', coordinates: [1, 2] } } } },
  {
    place: {
      $near: { $geometry: { type: 'Point', coordinates: [1, 2] }, $maxDistance: 1e6, $minDistance: 0 },
    },
  },
  {
    place: { $geoWithin: { $centerSphere: [[1, 2], 0.1] } },
    $jsonSchema: { required: ['n'], properties: { n: { bsonType: 'int' } } },
  },
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
  [{ $match: { n: { $lt: 20 } } }, { $merge: { into: 'made', on: '_id', whenMatched: 'merge', whenNotMatched: 'insert' } }],
  [{ $project: { n: 1 } }, { $out: { db: 'fuzz', coll: 'made' } }],
  [{ $bucketAuto: { groupBy: '$n', buckets: 3, output: { m: { $max: '$n' }, t: { $topN: { n: 2, sortBy: { n: 1 }, output: '$name' } } } } }],
  [{ $densify: { field: 'n', range: { step: 1, bounds: [0, 9] } } }, { $fill: { sortBy: { n: 1 }, output: { n: { method: 'linear' } } } }],
  [{ $redact: { $cond: [{ $eq: ['$n', 1] }, '$$PRUNE', '$$DESCEND'] } }, { $sample: { size: 3 } }],
  [{ $geoNear: { near: { type: 'Point', coordinates: [1, 2] }, distanceField: 'd', key: 'place', spherical: true } }],
  [{ $project: { f: { $regexFindAll: { input: '$name', regex: '(a)|b', options: 'i' } }, d: { $dateTrunc: { date: '$at', unit: 'week', binSize: 2, timezone: '+01:00' } }, s: { $sortArray: { input: '$tags', sortBy: -1 } }, z: { $zip: { inputs: ['$tags', [1]], useLongestLength: true, defaults: [0, 1] } } } }],
  [{ $project: { p: { $dateFromString: { dateString: '2024-02-29T10:00:00Z', format: '%Y-%m-%dT%H:%M:%SZ' } }, q: { $dateFromParts: { year: 2024, month: 14 } }, r: { $dateDiff: { startDate: '$at', endDate: '$$NOW', unit: 'quarter' } }, o: { $objectToArray: '$sub' }, x: { $bitXor: [1, 2] }, g: { $getField: { field: 'n', input: '$$ROOT' } } } }],
  [{ $group: { _id: null, p: { $percentile: { input: '$n', p: [0.5, 0.9], method: 'approximate' } }, m: { $median: { input: '$n', method: 'approximate' } }, d: { $stdDevSamp: '$n' }, a: { $addToSet: '$tags' } } }],
  [{ $changeStream: { fullDocument: 'updateLookup' } }, { $match: { operationType: 'insert' } }],
  [{ $collStats: { count: {}, storageStats: { scale: 1 } } }],
  [{ $indexStats: {} }],
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
  { createIndexes: 'items', indexes: [{ key: { place: '2dsphere' }, name: 'p' }, { key: { n: 'hashed' }, name: 'h' }, { key: { name: 1 }, name: 'c', collation: { locale: 'en', strength: 2 } }] },
  { create: 'made', validator: { $jsonSchema: { bsonType: 'object', required: ['a'], properties: { a: { type: 'string', maxLength: 3 }, b: { items: [{ enum: [1, null] }], uniqueItems: true } } } }, validationLevel: 'strict', validationAction: 'error' },
  { create: 'made', capped: true, size: 10_000, max: 5 },
  { create: 'seen', viewOn: 'items', pipeline: [{ $match: { n: { $gt: 1 } } }], collation: { locale: 'de' } },
  { create: 'metered', timeseries: { timeField: 'at', metaField: 'm', granularity: 'hours' }, expireAfterSeconds: 60 },
  { find: 'seen', filter: { n: 2 } },
  { bulkWrite: 1, ops: [{ insert: 0, document: { a: 1 } }, { update: 1, filter: { a: 1 }, updateMods: { $set: { b: 1 } }, multi: true }, { delete: 0, filter: {} }], nsInfo: [{ ns: 'fuzz.made' }, { ns: 'fuzz.items' }], ordered: false, $db: 'admin' },
  { aggregate: 1, pipeline: [{ $documents: [{ a: 1 }, { a: 2 }] }, { $match: { a: 1 } }], cursor: {} },
  { aggregate: 1, pipeline: [{ $currentOp: { allUsers: true } }], cursor: {}, $db: 'admin' },
  { validate: 'items', full: true },
  { currentOp: 1, $all: true, $db: 'admin' },
  { profile: 1, slowms: 100 },
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
  ...PLACES.map((filter) => ({ find: 'items', filter, limit: 3 })),
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
