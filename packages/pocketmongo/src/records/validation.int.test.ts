import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('test');
});
afterAll(() => test.close());

async function infoOf(promise: Promise<unknown>): Promise<Document> {
  const error: unknown = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return (error as { errInfo?: Document }).errInfo ?? {};
}

const made = (name: string, options: Document): Promise<Collection> => db.createCollection(name, options);

describe('a validator', () => {
  it('refuses documents and tells why', async () => {
    const users = await made('users', {
      validator: {
        $jsonSchema: { title: 'User', required: ['name'], properties: { name: { bsonType: 'string' } } },
      },
    });
    await users.insertOne({ name: 'a' });
    expect(await codeOf(users.insertOne({ name: 5 }))).toBe(121);
    expect(await codeOf(users.updateOne({ name: 'a' }, { $set: { name: 1 } }))).toBe(121);
    expect(await codeOf(users.findOneAndUpdate({ name: 'a' }, { $unset: { name: 1 } }))).toBe(121);
    const { failingDocumentId, details } = await infoOf(users.insertOne({ name: 5 }));
    expect(failingDocumentId).toBeDefined();
    expect(details).toEqual({
      operatorName: '$jsonSchema',
      title: 'User',
      schemaRulesNotSatisfied: [
        {
          operatorName: 'properties',
          propertiesNotSatisfied: [
            {
              propertyName: 'name',
              details: [
                {
                  operatorName: 'bsonType',
                  specifiedAs: { bsonType: 'string' },
                  reason: 'type did not match',
                  consideredValue: 5,
                  consideredType: 'int',
                },
              ],
            },
          ],
        },
      ],
    });
    expect(await users.countDocuments()).toBe(1);
  });

  it('is a filter too', async () => {
    const items = await made('items', { validator: { n: { $gt: 5, $lt: 9 }, $or: [{ a: 1 }, { b: { $exists: true } }] } });
    await items.insertOne({ n: 6, a: 1 });
    const { details } = await infoOf(items.insertOne({ n: 3 }));
    expect(details).toEqual({
      operatorName: '$and',
      clausesNotSatisfied: [
        { index: 0, details: { operatorName: '$gt', specifiedAs: { n: { $gt: 5 } }, reason: 'comparison failed', consideredValue: 3 } },
        {
          index: 2,
          details: {
            operatorName: '$or',
            clausesNotSatisfied: [
              { index: 0, details: { operatorName: '$eq', specifiedAs: { a: 1 }, reason: 'field was missing' } },
              { index: 1, details: { operatorName: '$exists', specifiedAs: { b: { $exists: true } }, reason: 'path does not exist' } },
            ],
          },
        },
      ],
    });
  }); // prettier-ignore

  it('compares by the collation of the collection', async () => {
    const collation = { locale: 'en', strength: 2 };
    const states = await made('states', { collation, validator: { s: { $in: ['on'] }, t: { $ne: 'x' } } });
    await states.insertOne({ s: 'ON' });
    const { details } = await infoOf(states.insertOne({ s: 'On', t: 'X' }));
    expect(details).toMatchObject({ clausesNotSatisfied: [{ index: 1 }] });
  });

  it('lets be what did not match before, warns only, and is bypassed', async () => {
    const loose = await made('loose', {});
    await loose.insertOne({ _id: 1 as never, n: 'x' });
    await loose.insertOne({ _id: 2 as never, n: 1 });
    await db.command({ collMod: 'loose', validator: { n: { $type: 'int' } }, validationLevel: 'moderate' });
    await loose.updateOne({ _id: 1 as never }, { $set: { n: 'y' } });
    expect(await codeOf(loose.updateOne({ _id: 2 as never }, { $set: { n: 'y' } }))).toBe(121);
    await loose.updateOne({ _id: 2 as never }, { $set: { n: 'y' } }, { bypassDocumentValidation: true });
    await db.command({ collMod: 'loose', validationAction: 'warn' });
    await loose.insertOne({ n: 'z' });
    await db.command({ collMod: 'loose', validationAction: 'error', validationLevel: 'strict' });
    expect(await codeOf(loose.updateOne({ _id: 1 as never }, { $set: { m: 1 } }))).toBe(121);
    const [listed] = await db.listCollections({ name: 'loose' }).toArray();
    expect(listed).toMatchObject({
      options: { validator: { n: { $type: 'int' } }, validationLevel: 'strict', validationAction: 'error' },
    });
  });

  it('is refused where it cannot be', async () => {
    expect(await codeOf(test.client.db('admin').createCollection('x', { validator: { a: 1 } }))).toBe(72);
    expect(await codeOf(made('bad', { validator: { $where: '1' } }))).toBe(2);
    expect(await codeOf(made('bad', { validator: { at: { $near: [0, 0] } } }))).toBe(5626500);
    expect(await codeOf(made('bad', { validationLevel: 'none' }))).toBe(2);
    expect(await codeOf(made('bad', { validator: { $jsonSchema: { format: 'x' } } }))).toBe(9);
  });
});
