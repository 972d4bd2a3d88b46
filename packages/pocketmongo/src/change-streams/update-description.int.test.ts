import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { events, opened } from '../../test/streams.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const BEFORE = {
  _id: 1 as never,
  n: 1,
  inner: { x: 1, y: { z: 1 } },
  list: [1, 2, 3],
  rows: [
    { k: 1, v: { a: 1, b: 1 } },
    { k: 2, v: { a: 2, b: 2 } },
  ],
};

/** Updates, each with what its event tells beside empty parts. */
const CASES: readonly (readonly [update: Document | Document[], told: Document])[] = [
  [{ $set: { inner: { x: 1, y: { z: 2 } } } }, { updatedFields: { inner: { x: 1, y: { z: 2 } } } }],
  [{ $set: { 'inner.y': { z: 1, q: 1 } } }, { updatedFields: { 'inner.y': { z: 1, q: 1 } } }],
  [{ $set: { 'inner.y.z': 2, n: 2 } }, { updatedFields: { 'inner.y.z': 2, n: 2 } }],
  [{ $set: { 'new.deep': 1 } }, { updatedFields: { new: { deep: 1 } } }],
  [{ $set: { list: [1, 2, 4] } }, { updatedFields: { list: [1, 2, 4] } }],
  [{ $set: { n: 1, list: [1, 2, 3], inner: { x: 2 } } }, { updatedFields: { inner: { x: 2 } } }],
  [{ $push: { list: 4 } }, { updatedFields: { 'list.3': 4 } }],
  [{ $push: { list: { $each: [0], $position: 0 } } }, { updatedFields: { list: [0, 1, 2, 3] } }],
  [{ $pop: { list: 1 } }, { updatedFields: { list: [1, 2] } }],
  [{ $pull: { list: 1 } }, { updatedFields: { list: [2, 3] } }],
  [{ $addToSet: { list: 9 } }, { updatedFields: { 'list.3': 9 } }],
  [
    { $inc: { 'list.1': 5 }, $unset: { n: 1 } },
    { updatedFields: { 'list.1': 7 }, removedFields: ['n'] },
  ],
  [{ $rename: { n: 'm' } }, { updatedFields: { m: 1 }, removedFields: ['n'] }],
  [{ $set: { 'rows.$[r].v': { a: 1, b: 9 } } }, { updatedFields: { 'rows.1.v': { a: 1, b: 9 } } }],
  [[{ $set: { inner: { x: 5 } } }], { updatedFields: { 'inner.x': 5 } }],
  [[{ $set: { list: [1] } }], { truncatedArrays: [{ field: 'list', newSize: 1 }] }],
];

it('updateDescription follows the operators of the update', async () => {
  const things = test.client.db('described').collection('things');
  await things.insertOne(BEFORE);
  const stream = await opened(things, {}, [{ $match: { operationType: 'update' } }]);
  for (const [update] of CASES) {
    const options = JSON.stringify(update).includes('[r]') ? { arrayFilters: [{ 'r.k': 2 }] } : {};
    await things.updateOne({ _id: BEFORE._id }, update, options);
    await things.replaceOne({ _id: BEFORE._id }, BEFORE);
  }
  const found = await events(stream, CASES.length);
  const empty = { updatedFields: {}, removedFields: [], truncatedArrays: [] };
  expect(found.map((event) => event['updateDescription'] as Document)).toEqual(
    CASES.map(([, told]) => ({ ...empty, ...told })),
  );
});

it('paths that could be misunderstood are told in parts', async () => {
  const things = test.client.db('described').collection('ambiguous');
  await things.insertOne({ _id: 1 as never, a: { '1': 1 }, b: [{ '1': 1 }], plain: 1 });
  const stream = await opened(things, { showExpandedEvents: true });
  await things.updateOne({}, { $set: { 'a.1': 2, 'b.0.1': 2, plain: 2 } });
  const [event] = await events(stream, 1);
  expect(event).toMatchObject({
    updateDescription: {
      updatedFields: { 'a.1': 2, 'b.0.1': 2, plain: 2 },
      disambiguatedPaths: { 'a.1': ['a', '1'], 'b.0.1': ['b', 0, '1'] },
    },
  });
});
