import type { Document } from 'mongodb';
import { startTestServer, type TestServer } from './server.ts';

/** A document with a number for its `_id`. */
export type Named = Document & { _id: number };

/** A server whose database `test` has a collection `staff`: four people, each but the first under the one before. */
export async function startWithStaff(): Promise<TestServer> {
  const server = await startTestServer();
  await server.client
    .db('test')
    .collection<Named>('staff')
    .insertMany([
      { _id: 1, name: 'Dev' },
      { _id: 2, name: 'Eliot', boss: 'Dev' },
      { _id: 3, name: 'Ron', boss: 'Eliot' },
      { _id: 4, name: 'Asya', boss: 'Ron' },
    ]);
  return server;
}
