import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
  const db = test.client.db('test');
  await db.collection('c').insertOne({ a: 1 });
  await db.createCollection('log', { capped: true, size: 4_096 });
});
afterAll(() => test.close());

const aggregate = (stage: Document): Document => ({ aggregate: 'c', pipeline: [stage], cursor: {} });

/** What docs/compatibility.md says is not there: the command, what its error names, and the code. */
const COMMANDS: readonly [command: Document, names: string, code: number][] = [
  [{ find: 'c', filter: { $where: 'true' } }, '$where', 115],
  [aggregate({ $project: { x: { $function: { body: '', args: [], lang: 'js' } } } }), '$function', 115],
  [aggregate({ $group: { _id: 1, x: { $accumulator: {} } } }), '$accumulator', 115],
  [{ mapReduce: 'c', map: '', reduce: '', out: 'x' }, 'mapReduce', 115],
  [{ find: 'log', tailable: true }, 'tailable', 115],
  [{ find: 'log', tailable: true, awaitData: true }, 'tailable', 115],
  [{ find: 'c', readConcern: { level: 'snapshot' } }, 'readConcern snapshot outside transactions', 115],
  [{ filemd5: 1, root: 'fs' }, 'filemd5', 115],
  [{ create: 'e', encryptedFields: { fields: [] } }, 'encryptedFields', 115],
  [{ compactStructuredEncryptionData: 'c' }, 'compactStructuredEncryptionData', 115],
  [aggregate({ $search: {} }), '$search', 31_082],
  [aggregate({ $searchMeta: {} }), '$searchMeta', 31_082],
  [aggregate({ $vectorSearch: {} }), '$vectorSearch', 31_082],
  [aggregate({ $listSearchIndexes: {} }), '$listSearchIndexes', 31_082],
  [{ createSearchIndexes: 'c', indexes: [{ definition: {} }] }, 'createSearchIndexes', 31_082],
  [{ shardCollection: 'test.c', key: { a: 1 } }, 'shardCollection', 59],
  [{ enableSharding: 'test' }, 'enableSharding', 59],
  [aggregate({ $shardedDataDistribution: {} }), '$shardedDataDistribution', 115],
  [aggregate({ $listSampledQueries: {} }), '$listSampledQueries', 115],
  [aggregate({ $changeStream: { showRawUpdateDescription: true } }), 'showRawUpdateDescription', 115],
  [aggregate({ $changeStream: { showSystemEvents: true } }), 'showSystemEvents', 115],
  [aggregate({ $project: { x: { $toHashedIndexKey: { a: { b: 1 } } } } }), '$toHashedIndexKey', 115],
  [aggregate({ $collStats: { latencyStats: { histograms: true } } }), '$collStats with histograms', 115],
  [{ createIndexes: 'c', indexes: [{ key: { a: '2dsphere' }, name: 'a', unique: true }] }, 'unique geo', 115],
];

it.each(COMMANDS)('%j is refused by the name of %s (%i)', async (command, names, code) => {
  const answer = test.client.db('test').command(command);
  await expect(answer).rejects.toMatchObject({ code, message: expect.stringContaining(names) });
});

it.each([
  [{ replSetStepDown: 1 }, 'replSetStepDown'],
  [{ replSetReconfig: {} }, 'replSetReconfig'],
  [{ replSetInitiate: {} }, 'replSetInitiate'],
  [{ applyOps: [] }, 'applyOps'],
  [{ fsync: 1, lock: true }, 'fsync with lock'],
  [{ fsyncUnlock: 1 }, 'fsyncUnlock'],
  [{ rotateCertificates: 1 }, 'rotateCertificates'],
  [{ createUser: 'u', pwd: 'p', roles: [], customData: { a: 1 } }, 'customData'],
])('%j is refused by the name of %s', async (command, names) => {
  const answer = test.client.db('admin').command(command);
  await expect(answer).rejects.toMatchObject({ code: 115, message: expect.stringContaining(names) });
});
