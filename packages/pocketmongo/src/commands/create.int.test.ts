import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, type Db, type Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

const onId = { key: { _id: 1 }, unique: true };
const timeseries = { timeField: 'at' };
const view = { viewOn: 'source', pipeline: [] };
/** Pipelines in each other, so many. */
const nested = (depth: number): Document[] =>
  depth === 0 ? [] : [{ $lookup: { from: 'source', pipeline: nested(depth - 1), as: 'x' } }];

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('made');
});
afterAll(() => test.close());

describe('create', () => {
  it.each<[Document, number]>([
    [{ clusteredIndex: true }, 5979703],
    [{ clusteredIndex: 'yes' }, 14],
    [{ clusteredIndex: { key: { _id: 1 } } }, 40414],
    [{ clusteredIndex: { ...onId, unique: false } }, 5979700],
    [{ clusteredIndex: { ...onId, key: { a: 1 } } }, 197],
    [{ clusteredIndex: { ...onId, v: 1 } }, 5979704],
    [{ clusteredIndex: { ...onId, sparse: true } }, 40415],
    [{ clusteredIndex: onId, max: 5 }, 6049204],
    [{ clusteredIndex: false, capped: true, size: 5_000 }, 6049200],
    [{ ...view, clusteredIndex: onId }, 6026500],
    [{ ...view, timeseries }, 72],
    [{ ...view, pipeline: nested(21) }, 232],
    [{ ...view, validationLevel: 'lax' }, 2],
    [{ timeseries, validator: { a: 1 } }, 72],
    [{ timeseries, changeStreamPreAndPostImages: { enabled: false } }, 72],
    [{ timeseries, expireAfterSeconds: true }, 14],
    [{ timeseries, expireAfterSeconds: -1 }, 72],
    [{ timeseries, expireAfterSeconds: 1e12 }, 72],
    [{ expireAfterSeconds: 5 }, 72],
    [{ collation: { locale: 'en', strength: 'two' } }, 14],
    [{ collation: { locale: 'en', strength: 0.5 } }, 2],
    [{ collation: { locale: 'en', caseFirst: 1 } }, 14],
    [{ collation: { locale: 'en', caseFirst: 'none' } }, 2],
    [{ collation: { locale: 'en', backwards: null } }, 14],
    [{ collation: { locale: 'en', version: '1' } }, 161],
    [{ storageEngine: { other: {} } }, 72],
    [{ indexOptionDefaults: 5 }, 14],
    [{ indexOptionDefaults: { other: {} } }, 40415],
    [{ idIndex: { key: { _id: 1 }, name: '_id_', unique: true } }, 197],
    [{ idIndex: { key: { _id: 1 }, name: '_id_', collation: { locale: 'en' } } }, 2],
  ])('refuses %j', async (options, code) => {
    expect(await codeOf(db.command({ create: 'refused', ...options }))).toBe(code);
  });

  it('takes what stands for nothing, and whole seconds of any kind', async () => {
    await db.command({ create: 'plain', clusteredIndex: 0, storageEngine: { wiredTiger: {} } });
    await db.command({ create: 'seconds', timeseries, expireAfterSeconds: Decimal128.fromString('2.5') });
    await db.command({ create: 'folded', collation: { locale: 'en', strength: 2.9, caseLevel: null } });
    const options = Object.fromEntries(
      (await db.listCollections().toArray()).map((each) => [each.name, 'options' in each && each.options]),
    );
    expect(options).toMatchObject({
      plain: {},
      seconds: { expireAfterSeconds: 2 },
      folded: { collation: { strength: 2, caseLevel: false } },
    });
  });
});

describe('commands for collections', () => {
  it.each<[Document, number]>([
    [{ create: 'system.other' }, 73],
    [{ dropDatabase: 0 }, 5255100],
    [{ dropDatabase: null }, 40414],
    [{ listCollections: 1, nameOnly: 1 }, 14],
    [{ convertToCapped: 'plain', size: 0 }, 72],
    [{ cloneCollectionAsCapped: 'missing', toCollection: 'copy', size: 'big' }, 72],
  ])('refuse %j', async (command, code) => {
    expect(await codeOf(db.command(command))).toBe(code);
  });

  it('create refuses a view whose pipeline is too long', async () => {
    const pipeline = [{ $match: { x: 'A'.repeat(16_000_000) } }];
    expect(await codeOf(db.createCollection('long', { viewOn: 'source', pipeline }))).toBe(195);
  });

  it('validateDBMetadata tells of indexes that are not in the API version', async () => {
    const indexes = [
      { key: { a: 1 }, name: 'plain' },
      { key: { b: 1 }, name: 'sparse', sparse: true },
      { key: { c: 'text' }, name: 'text' },
    ];
    await db.command({ createIndexes: 'metadata', indexes });
    const asked = (apiParameters: Document, more: Document = {}) =>
      test.client.db('admin').command({ validateDBMetadata: 1, apiParameters, db: 'made', ...more });
    const { apiVersionErrors: errors } = await asked({ version: '1', strict: true });
    expect(errors).toMatchObject([
      {
        ns: 'made.metadata',
        code: 323,
        errmsg: 'The index with name sparse is not allowed in API version 1.',
      },
      { ns: 'made.metadata', codeName: 'APIStrictError' },
    ]);
    expect(await asked({ version: '1', strict: true }, { collection: 'plain' })).toMatchObject({
      apiVersionErrors: [],
    });
    expect(await asked({ version: '1' })).toMatchObject({ apiVersionErrors: [] });
    expect(await codeOf(asked({}))).toBe(40414);
    expect(await codeOf(asked({ version: '1', strict: null }))).toBe(14);
    expect(await codeOf(asked({ version: '1' }, { collection: '.a' }))).toBe(73);
  });
});
