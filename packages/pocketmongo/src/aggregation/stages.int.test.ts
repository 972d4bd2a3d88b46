import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, type TestServer } from '../../test/server.ts';
import { startWithStaff } from '../../test/staff.ts';

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startWithStaff();
  db = test.client.db('test');
});
afterAll(() => test.close());

const staff = (pipeline: Document[]): Promise<Document[]> =>
  db.collection('staff').aggregate(pipeline).toArray();

describe('other stages', () => {
  it('$graphLookup follows a chain', async () => {
    const lookup = {
      from: 'staff',
      startWith: '$boss',
      connectFromField: 'boss',
      connectToField: 'name',
      as: 'up',
    };
    const names = async (more: Document): Promise<unknown> => {
      const [found] = await staff([{ $match: { _id: 4 } }, { $graphLookup: { ...lookup, ...more } }]);
      return (found?.['up'] as Document[]).map(({ name, at }) =>
        at === undefined ? (name as string) : ([name, at] as unknown),
      );
    };
    expect(await names({})).toEqual(['Ron', 'Eliot', 'Dev']);
    expect(await names({ maxDepth: 1, depthField: 'at' })).toEqual([
      ['Ron', 0],
      ['Eliot', 1],
    ]);
    expect(await names({ restrictSearchWithMatch: { name: { $ne: 'Eliot' } } })).toEqual(['Ron']);
  });

  it('$redact keeps, prunes and descends', async () => {
    const documents = [{ l: 1, a: { l: 5, b: 1 }, c: [{ l: 1, d: 1 }, { l: 9 }] }, { l: 7 }];
    const cond = { $cond: [{ $lte: ['$l', 3] }, '$$DESCEND', '$$PRUNE'] };
    expect(await db.aggregate([{ $documents: documents }, { $redact: cond }]).toArray()).toEqual([
      { l: 1, c: [{ l: 1, d: 1 }] },
    ]);
    expect(await codeOf(db.aggregate([{ $documents: documents }, { $redact: 'x' }]).toArray())).toBe(17053);
  });

  it('$bucketAuto fills its buckets evenly, or by preferred numbers', async () => {
    const numbers = { $documents: Array.from({ length: 6 }, (_, index) => ({ v: index + 1 })) };
    const buckets = (more: Document): Promise<Document[]> =>
      db.aggregate([numbers, { $bucketAuto: { groupBy: '$v', buckets: 3, ...more } }]).toArray();
    expect(await buckets({})).toEqual([
      { _id: { min: 1, max: 3 }, count: 2 },
      { _id: { min: 3, max: 5 }, count: 2 },
      { _id: { min: 5, max: 6 }, count: 2 },
    ]);
    expect(await buckets({ granularity: 'POWERSOF2' })).toEqual([
      { _id: { min: 0.5, max: 4 }, count: 3 },
      { _id: { min: 4, max: 8 }, count: 3 },
    ]);
    expect(await codeOf(buckets({ buckets: 0 }))).toBe(40243);
    expect(await codeOf(buckets({ granularity: 'R7' }))).toBe(40257);
  });

  it('$sample takes so many, each once', async () => {
    const ids = (await staff([{ $sample: { size: 3 } }])).map(({ _id }) => _id as number);
    expect(new Set(ids).size).toBe(3);
    expect(await staff([{ $sample: { size: 9 } }])).toHaveLength(4);
    expect(await codeOf(staff([{ $sample: { size: 0 } }]))).toBe(28747);
  });

  it('$documents stands first and without a collection, also in $lookup and $unionWith', async () => {
    expect(await codeOf(staff([{ $documents: [] }]))).toBe(73);
    expect(await codeOf(db.aggregate([{ $limit: 1 }]).toArray())).toBe(73);
    const one = [{ $match: { _id: 1 } }, { $project: { _id: 1 } }];
    expect(await staff([...one, { $unionWith: { pipeline: [{ $documents: [{ a: 1 }] }] } }])).toEqual([
      { _id: 1 },
      { a: 1 },
    ]);
    expect(await staff([...one, { $lookup: { pipeline: [{ $documents: [{ a: 1 }] }], as: 'x' } }])).toEqual([
      { _id: 1, x: [{ a: 1 }] },
    ]);
  });

  it('$indexStats lists indexes', async () => {
    expect((await staff([{ $indexStats: {} }])).map(({ name }) => name as string)).toEqual(['_id_']);
    expect(await codeOf(staff([{ $limit: 1 }, { $indexStats: {} }]))).toBe(40602);
  });

  it('$listLocalSessions and $listSessions list the sessions that were used and not ended', async () => {
    const sessions = (options: Document) => [{ $listLocalSessions: options }];
    const stored = test.client.db('config').collection('system.sessions');
    const ids = (found: Document[]) => found.map(({ _id }) => String((_id as Document)['id']));
    await test.client.withSession(async (session) => {
      await db.command({ ping: 1 }, { session });
      const own = session.id?.id.toUUID().toString();
      const user = { user: 'root', db: 'admin' };
      for (const options of [{}, { allUsers: true }, { users: [user] }]) {
        expect(ids(await db.aggregate(sessions(options)).toArray())).toContain(own);
        expect(ids(await stored.aggregate([{ $listSessions: options }]).toArray())).toContain(own);
      }
      await db.admin().command({ endSessions: [session.id] });
      expect(ids(await db.aggregate(sessions({})).toArray())).not.toContain(own);
    });
    expect(await db.aggregate(sessions({ users: [{ user: 'nobody', db: 'admin' }] })).toArray()).toEqual([]);
    expect(await codeOf(staff([{ $listSessions: {} }]))).toBe(73);
    expect(
      await codeOf(db.aggregate(sessions({ allUsers: true, users: [{ user: 'a', db: 'b' }] })).toArray()),
    ).toBe(12);
    expect(await codeOf(stored.find().toArray())).toBe(13);
    expect(await codeOf(db.aggregate(sessions({ allUsers: 1 })).toArray())).toBe(14);
    expect(await codeOf(staff(sessions({})))).toBe(73);
  });

  it('what is wrong in an inner pipeline is refused before anything runs', async () => {
    expect(
      await codeOf(
        staff([{ $match: { _id: 0 } }, { $lookup: { from: 'a', pipeline: [{ $bogus: 1 }], as: 'x' } }]),
      ),
    ).toBe(40324);
  });

  it('stages obey their memory limit and maxTimeMS', async () => {
    const wide = {
      $documents: {
        $map: {
          input: { $range: [0, 120] },
          in: {
            s: {
              $reduce: {
                input: { $range: [0, 20] },
                initialValue: 'x',
                in: { $concat: ['$$value', '$$value'] },
              },
            },
          },
        },
      },
    };
    expect(
      await codeOf(
        db
          .aggregate([wide, { $group: { _id: null, all: { $push: '$s' } } }], { allowDiskUse: false })
          .toArray(),
      ),
    ).toBe(292);
    const slow = {
      $documents: [
        {
          a: {
            $reduce: {
              input: { $range: [0, 900_000] },
              initialValue: 0,
              in: { $add: ['$$value', { $size: { $range: [0, 1000] } }] },
            },
          },
        },
      ],
    };
    expect(await codeOf(db.aggregate([slow], { maxTimeMS: 50 }).toArray())).toBe(50);
  });
});

describe('a value that shares its parts', () => {
  const nested = {
    $reduce: {
      input: { $range: [0, 40] },
      initialValue: { x: 1 },
      in: { x: '$$value', y: '$$value' },
    },
  };
  const first = { $documents: [{ a: nested, b: nested }] };
  const code = (stage: Document): Promise<unknown> => codeOf(db.aggregate([first, stage]).toArray());

  it('is refused where it would be walked to its end', async () => {
    expect(await code({ $group: { _id: '$a' } })).toBe(10334);
    expect(await code({ $group: { _id: null, all: { $push: '$a' } } })).toBe(10334);
    expect(await code({ $project: { same: { $eq: ['$a', '$b'] } } })).toBe(10334);
    expect(await code({ $sort: { a: 1 } })).toBe(10334);
    expect(await code({ $project: { one: { $literal: 1 } } })).toBeUndefined();
  });
});

describe('the start of a pipeline', () => {
  it('takes a $match from behind other stages where that is the same', async () => {
    const stagesOf = async (pipeline: Document[]): Promise<unknown> => {
      const plan = await db.collection('staff').aggregate(pipeline).explain('queryPlanner');
      return (plan['stages'] as Document[] | undefined)?.map((stage) => Object.keys(stage)[0]) ?? 'engine';
    };
    expect(await stagesOf([{ $sort: { name: 1 } }, { $match: { _id: 1 } }])).toBe('engine');
    expect(await stagesOf([{ $set: { x: 1 } }, { $match: { _id: 1 } }])).toEqual(['$cursor', '$set']);
    expect(await stagesOf([{ $set: { _id: 1 } }, { $match: { _id: 1 } }])).toEqual([
      '$cursor',
      '$set',
      '$match',
    ]);
    expect(await stagesOf([{ $project: { name: 1 } }, { $match: { boss: 'Dev' } }])).toEqual([
      '$cursor',
      '$project',
      '$match',
    ]);
    expect(await stagesOf([{ $project: { boss: 0 } }, { $limit: 1 }, { $match: { name: 'Dev' } }])).toEqual([
      '$cursor',
      '$match',
      '$project',
    ]);
  });
});
