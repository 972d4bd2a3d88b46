import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Word = { _id: number; word: string };
const base = { locale: 'en', strength: 1 } as const;

describe('commands with a collation', () => {
  let test: TestServer;
  let words: Collection<Word>;

  beforeAll(async () => {
    test = await startTestServer();
    words = test.client.db('test').collection<Word>('words');
    const given = ['café', 'CAFE', 'Straße', 'STRASSE', 'a10', 'a9', 'ｃａｆｅ'];
    await words.insertMany(given.map((word, i) => ({ _id: i, word })));
  });
  afterAll(() => test.close());

  it('find, count, list and group what the collation calls equal', async () => {
    const found = await words.find({ word: 'Cafe' }).collation(base).sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([0, 1, 6]);
    expect(await words.countDocuments({ word: { $in: ['strasse'] } }, { collation: base })).toBe(2);
    expect(await words.distinct('word', {}, { collation: base })).toEqual(['a10', 'a9', 'café', 'Straße']);
    const groups = await words
      .aggregate<{ n: number }>([{ $group: { _id: '$word', n: { $sum: 1 } } }], { collation: base })
      .toArray();
    expect(groups.map(({ n }) => n).sort((a, b) => a - b)).toEqual([1, 1, 2, 3]);
  });

  it('sort and change by it', async () => {
    const numbers = { locale: 'en', numericOrdering: true };
    const sorted = await words.find({ word: /^a/ }).collation(numbers).sort({ word: 1 }).toArray();
    expect(sorted.map(({ word }) => word)).toEqual(['a9', 'a10']);
    const { matchedCount } = await words.updateMany(
      { word: 'strasse' },
      { $set: { word: 'x' } },
      { collation: base },
    );
    expect(matchedCount).toBe(2);
    expect((await words.deleteMany({ word: 'X' }, { collation: base })).deletedCount).toBe(2);
  });

  it('make one partition of what they call equal', async () => {
    const parts = [{ k: 'b', n: 0 }, { k: 'a', n: 0 }, { k: 'A', n: 2 }]; // prettier-ignore
    const range = { step: 1, bounds: 'partition' };
    const pipeline = [{ $documents: parts }, { $densify: { field: 'n', partitionByFields: ['k'], range } }];
    expect(await words.db.aggregate(pipeline, { collation: base }).toArray()).toEqual([
      { k: 'a', n: 0 },
      { k: 'A', n: 1 },
      { k: 'A', n: 2 },
      { k: 'b', n: 0 },
    ]);
  });

  it('refuse what can not be compared by', async () => {
    expect(await codeOf(words.find().collation({ locale: 'en', strength: 4 }).toArray())).toBe(115);
    expect(await codeOf(words.find().collation({ locale: 'nowhere' }).toArray())).toBe(2);
  });
});
