import type { Collection } from 'mongodb';
import { bulkResult, updateResult } from '../driver-results.ts';
import type { Fields } from '../format.ts';
import { Skipped } from '../outcome.ts';
import type { Arguments } from './argument.ts';
import { bulkModel } from './bulk-model.ts';

/** What the format calls an operation, as a call of the driver. */
type CollectionOperation = (collection: Collection, given: Arguments) => Promise<unknown>;

const READS: Readonly<Record<string, CollectionOperation>> = {
  aggregate: (collection, given) =>
    collection.aggregate(given.documents('pipeline'), given.optionsBut('pipeline')).toArray(),
  find: (collection, given) =>
    collection.find(given.document('filter'), given.optionsBut('filter')).toArray(),
  findOne: (collection, given) => collection.findOne(given.document('filter'), given.optionsBut('filter')),
  // Deprecated in the driver, and yet what the tests of the command `count` need.
  count: (collection, given) => countOf(collection, given),
  countDocuments: (collection, given) =>
    collection.countDocuments(given.document('filter'), given.optionsBut('filter')),
  estimatedDocumentCount: (collection, given) => collection.estimatedDocumentCount(given.optionsBut()),
  distinct: (collection, given) =>
    collection.distinct(
      given.text('fieldName'),
      given.document('filter'),
      given.optionsBut('fieldName', 'filter'),
    ),
  mapReduce: () => Promise.reject(new Skipped('the driver has no mapReduce')),
};

function countOf(collection: Collection, given: Arguments): Promise<unknown> {
  const { count } = collection as unknown as {
    count: (this: Collection, filter: Fields, options: Fields) => Promise<unknown>;
  };
  return count.call(collection, given.document('filter'), given.optionsBut('filter'));
}

const WRITES: Readonly<Record<string, CollectionOperation>> = {
  insertOne: (collection, given) =>
    collection.insertOne({ ...given.document('document') }, given.optionsBut('document')),
  insertMany: (collection, given) =>
    collection.insertMany(
      given.documents('documents').map((document) => ({ ...document })),
      given.optionsBut('documents'),
    ),
  updateOne: async (collection, given) =>
    updateResult(await collection.updateOne(given.document('filter'), ...updateOf(given))),
  updateMany: async (collection, given) =>
    updateResult(await collection.updateMany(given.document('filter'), ...updateOf(given))),
  replaceOne: async (collection, given) =>
    updateResult(
      await collection.replaceOne(
        given.document('filter'),
        given.document('replacement'),
        given.optionsBut('filter', 'replacement'),
      ),
    ),
  deleteOne: (collection, given) =>
    collection.deleteOne(given.document('filter'), given.optionsBut('filter')),
  deleteMany: (collection, given) =>
    collection.deleteMany(given.document('filter'), given.optionsBut('filter')),
  findOneAndDelete: (collection, given) =>
    collection.findOneAndDelete(given.document('filter'), given.optionsBut('filter')),
  findOneAndUpdate: (collection, given) =>
    collection.findOneAndUpdate(given.document('filter'), ...updateOf(given)),
  findOneAndReplace: (collection, given) =>
    collection.findOneAndReplace(
      given.document('filter'),
      given.document('replacement'),
      given.optionsBut('filter', 'replacement'),
    ),
  bulkWrite: async (collection, given) =>
    bulkResult(
      await collection.bulkWrite(given.documents('requests').map(bulkModel), given.optionsBut('requests')),
    ),
};

/** An update or its pipeline, and the options beside it. */
const updateOf = (given: Arguments): [Fields, Fields] => [
  given.value('update') as Fields,
  given.optionsBut('filter', 'update'),
];

/** Options of the command createIndexes; the others are an index's. */
const COMMAND_OPTIONS = ['session', 'comment', 'maxTimeMS', 'commitQuorum', 'writeConcern', 'rawData'];

const DEFINITIONS: Readonly<Record<string, CollectionOperation>> = {
  createIndex: (collection, given) => {
    const indexOptions = given.optionsBut('keys', ...COMMAND_OPTIONS);
    const keys = given.document('keys') as Record<string, 1>;
    return collection.createIndex(keys, indexOptions, given.optionsBut('keys', ...Object.keys(indexOptions)));
  },
  dropIndex: (collection, given) => collection.dropIndex(given.text('name'), given.optionsBut('name')),
  dropIndexes: (collection, given) => collection.dropIndexes(given.optionsBut()),
  listIndexes: (collection, given) => collection.listIndexes(given.optionsBut()).toArray(),
  listIndexNames: async (collection, given) => {
    const indexes = await collection.listIndexes(given.optionsBut()).toArray();
    return indexes.map((index: Fields) => index.name);
  },
  rename: async (collection, given) => {
    await collection.rename(given.text('to'), given.optionsBut('to'));
  },
  drop: (collection, given) => collection.drop(given.optionsBut()),
  createSearchIndex: (collection, given) =>
    collection.createSearchIndex(searchIndex(given.document('model'))),
  createSearchIndexes: (collection, given) =>
    collection.createSearchIndexes(given.documents('models').map(searchIndex)),
  dropSearchIndex: (collection, given) => collection.dropSearchIndex(given.text('name')),
  updateSearchIndex: (collection, given) =>
    collection.updateSearchIndex(given.text('name'), given.document('definition')),
  listSearchIndexes: (collection, given) => {
    const name = given.value('name');
    const options = (given.value('aggregationOptions') ?? {}) as Fields;
    return typeof name === 'string'
      ? collection.listSearchIndexes(name, options).toArray()
      : collection.listSearchIndexes(options).toArray();
  },
};

const searchIndex = (model: Fields): { definition: Fields; name?: string } =>
  model as { definition: Fields; name?: string };

/** Every operation of a collection that ends with a result. */
export const COLLECTION_OPERATIONS: Readonly<Record<string, CollectionOperation>> = {
  ...READS,
  ...WRITES,
  ...DEFINITIONS,
};
