import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestDatabase, type TestDatabase } from '../testing/index.ts';
import { changing, inserting, isDuplicateKey, nativeCollection, writeTogether, type Database, type NativeCollection, type Write } from './index.ts'; // prettier-ignore

type Counter = { _id: string; n: number; money?: bigint };

let server: TestDatabase;
let counters: NativeCollection<Counter>;
let notes: NativeCollection<Counter>;

beforeAll(async () => {
  server = await startTestDatabase('platform');
  counters = nativeCollection<Counter>(server.db, 'counters');
  notes = nativeCollection<Counter>(server.db, 'notes');
});
afterAll(() => server.stop());
beforeEach(async () => {
  await Promise.all([counters.deleteMany({}), notes.deleteMany({})]);
  await counters.insertOne({ _id: 'a', n: 1 });
});

/** The same connection, to a server that answers as one before MongoDB 8.0 does. */
function withoutBulkWrite(db: Database): Database {
  const client = db.connection.getClient();
  const unknown = Object.assign(new Error('no such command'), { code: 59 });
  const refusing = new Proxy(client, {
    get: (target, name): unknown =>
      name === 'db' ? () => ({ command: () => Promise.reject(unknown) }) : Reflect.get(target, name),
  });
  const connection = new Proxy(db.connection, {
    get: (target, name): unknown => (name === 'getClient' ? () => refusing : Reflect.get(target, name)),
  });
  return { ...db, connection };
}

const gone = () => new Error('gone');
const all = async () => [
  ...(await counters.find().sort({ _id: 1 }).toArray()),
  ...(await notes.find().sort({ _id: 1 }).toArray()),
];

describe.each([
  ['at once', (db: Database) => db],
  ['one by one', withoutBulkWrite],
])('writing together, %s', (_way, as) => {
  const write = (...writes: readonly Write[]) =>
    server.db.transaction((session) => writeTogether(as(server.db), session, writes));

  it('does all of it, in several collections', async () => {
    await write(
      inserting(notes, { _id: 'x', n: 5, money: 7n }),
      changing(counters, { _id: 'a', n: 1 }, { $inc: { n: 1 } }, gone),
      changing(notes, { _id: 'x' }, { n: 6 }, gone),
      changing(notes, { _id: 'y' }, { n: 8 }, 'insert'),
    );
    expect(await all()).toEqual([
      { _id: 'a', n: 2 },
      { _id: 'x', n: 6 },
      { _id: 'y', n: 8 },
    ]);
  });

  it('leaves nothing when a document is not there, and throws the error of the first such change', async () => {
    const failing = write(
      inserting(notes, { _id: 'x', n: 5 }),
      changing(counters, { _id: 'a', n: 9 }, { $inc: { n: 1 } }, gone),
      changing(counters, { _id: 'b' }, { $inc: { n: 1 } }, () => new Error('never there')),
    );
    await expect(failing).rejects.toThrow('gone');
    expect(await all()).toEqual([{ _id: 'a', n: 1 }]);
  });

  it('leaves nothing when a unique index refuses, and says which', async () => {
    const failing = write(
      changing(counters, { _id: 'a' }, { $inc: { n: 1 } }, gone),
      inserting(counters, { _id: 'a', n: 2 }),
      inserting(notes, { _id: 'x', n: 5 }),
    );
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    expect([isDuplicateKey(error, '_id'), isDuplicateKey(error, 'other')]).toEqual([true, false]);
    expect(await all()).toEqual([{ _id: 'a', n: 1 }]);
  });

  it('runs again when others write the same', async () => {
    const add = () => write(changing(counters, { _id: 'a' }, { $inc: { n: 1 } }, gone), changing(notes, { _id: 'x' }, { $inc: { n: 1 } }, 'insert')); // prettier-ignore
    await Promise.all(Array.from({ length: 8 }, add));
    expect(await all()).toEqual([
      { _id: 'a', n: 9 },
      { _id: 'x', n: 8 },
    ]);
  });
});
