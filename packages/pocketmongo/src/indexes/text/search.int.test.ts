import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../../test/server.ts';

interface Quote extends Document {
  _id: number;
}

let test: TestServer;
let db: Db;
beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('texts');
});
afterAll(() => test.close());

const quotes = (name: string) => db.collection<Quote>(name);
const index = (name: string, key: Record<string, 'text'>, options: Document = {}) =>
  quotes(name).createIndexes([{ key, ...options }]);
const search = async (name: string, $search: string, more: Document = {}): Promise<number[]> => {
  const found = await quotes(name)
    .find({ $text: { $search, ...more } })
    .sort({ _id: 1 })
    .toArray();
  return found.map(({ _id }) => _id);
};

describe('text in several languages', () => {
  beforeAll(async () => {
    await index('quotes', { original: 'text', 'translation.quote': 'text' });
    await quotes('quotes').insertMany([
      {
        _id: 1,
        language: 'portuguese',
        original: 'A sorte protege os audazes.',
        translation: [
          { language: 'english', quote: 'Fortune favors the bold.' },
          { language: 'es', quote: 'La suerte protege a los audaces.' },
        ],
      },
      {
        _id: 2,
        language: 'spanish',
        original: 'Nada hay más surrealista que las canciones.',
        translation: { language: 'German', quote: 'Nichts ist surrealer als die Häuser.' },
      },
      { _id: 3, original: 'Houses are built of daggers', translation: { quote: 'running' } },
      { _id: 4, language: 'none', original: 'Running the houses' },
    ]);
  });

  it('each part is in the language of the innermost document that names one', async () => {
    expect(await search('quotes', 'fortunes')).toEqual([1]);
    expect(await search('quotes', 'audaz', { $language: 'spanish' })).toEqual([1]);
    expect(await search('quotes', 'canción', { $language: 'es' })).toEqual([2]);
    expect(await search('quotes', 'haus', { $language: 'de' })).toEqual([2]);
    // Stemmed by the rules of another language than the words were.
    expect(await search('quotes', 'Häuser')).toEqual([]);
  });

  it('none has whole words and no stop words', async () => {
    expect(await search('quotes', 'run house')).toEqual([3]);
    expect(await search('quotes', 'RUNNING', { $language: 'none' })).toEqual([4]);
    expect(await search('quotes', 'the', { $language: 'none' })).toEqual([4]);
    expect(await search('quotes', 'the')).toEqual([]);
  });

  it('phrases are taken by the letter and what is negated by its stem', async () => {
    expect(await search('quotes', '"die Häuser"', { $language: 'german' })).toEqual([2]);
    expect(await search('quotes', '"die Haus"', { $language: 'german' })).toEqual([]);
    expect(await search('quotes', 'surrealer -Hauses', { $language: 'german' })).toEqual([]);
    expect(await search('quotes', 'surrealer -Maus', { $language: 'german' })).toEqual([2]);
  });

  it('an empty language is the default one, an unknown one an error', async () => {
    expect(await search('quotes', 'house', { $language: '' })).toEqual([3]);
    expect(await codeOf(search('quotes', 'house', { $language: 'mn' }))).toBe(2);
    expect(await codeOf(search('quotes', 'house', { $language: 5 }))).toBe(14);
  });

  it('documents whose language is unknown are not stored, nor indexed', async () => {
    const insert = (document: Document) => quotes('quotes').insertOne({ _id: 9, ...document });
    await expect(insert({ language: 'mn' })).rejects.toMatchObject({
      code: 17262,
      message: 'language override unsupported: mn',
    });
    expect(await codeOf(insert({ translation: [{ language: 'xx', quote: 'a' }] }))).toBe(17262);
    expect(await codeOf(insert({ language: 5 }))).toBe(17261);
    expect(await codeOf(quotes('quotes').updateOne({ _id: 3 }, { $set: { language: 'mn' } }))).toBe(17262);
    // Not on the way to a text.
    await insert({ other: { language: 'mn' } });
    await quotes('unknown').insertOne({ _id: 1, language: 'mn', text: 'a' });
    expect(await codeOf(index('unknown', { text: 'text' }))).toBe(17262);
    await index('unknown', { text: 'text' }, { language_override: 'none of them' });
  });

  it('the whole is sound', async () => {
    expect(await db.command({ validate: 'quotes' })).toMatchObject({ valid: true, errors: [] });
  });
});

describe('text indexes', () => {
  it('have a default language and a field that names another', async () => {
    const items = quotes('idioma');
    const options = { default_language: 'fr', language_override: 'idioma' };
    await index('idioma', { quote: 'text' }, options);
    expect(await items.indexes()).toContainEqual(
      expect.objectContaining({ ...options, textIndexVersion: 3 }),
    );
    await items.insertMany([
      { _id: 1, quote: 'je cours tous les jours', language: 'mn' },
      { _id: 2, quote: 'los cursos', idioma: 'spanish' },
    ]);
    expect(await search('idioma', 'courant')).toEqual([1]);
    expect(await search('idioma', 'jour')).toEqual([1]);
    expect(await search('idioma', 'les')).toEqual([]);
    expect(await search('idioma', 'curso', { $language: 'es' })).toEqual([2]);
  });

  it.each([
    [67, { default_language: 'klingon' }],
    [14, { default_language: 5 }],
    [14, { language_override: 5 }],
    [67, { language_override: '' }],
    [14, { weights: 5 }],
    [67, { weights: { a: 0 } }],
    [67, { textIndexVersion: 2 }],
    [14, { textIndexVersion: '3' }],
    [67, { key: { a: 'text', place: '2dsphere' } }],
    [67, { key: { a: 1 }, weights: { a: 1 } }],
  ])('are refused with %i: %j', async (code, options) => {
    const indexes = [{ key: { a: 'text' }, name: 'a', ...options }];
    expect(await codeOf(db.command({ createIndexes: 'refused', indexes }))).toBe(code);
  });

  it('rank by how often a word is in how long a text, and whether it is all of it', async () => {
    await index('scores', { a: 'text' });
    const texts = ['Rock', 'Rocks', 'Rock paper', 'Rock paper scissors', 'the rock: rocks, rocking', 'paper'];
    await quotes('scores').insertMany(texts.map((a, _id) => ({ _id, a })));
    const score = { $meta: 'textScore' };
    const ranked = await quotes('scores')
      .find({ $text: { $search: 'rocks' } })
      .project({ _id: 1, score })
      .sort({ score })
      .toArray();
    expect(ranked.map((found) => [Number(found['_id']), Number(Number(found['score']).toFixed(4))])).toEqual([
      [4, 1.75],
      [0, 1.1],
      [1, 1],
      [2, 0.75],
      [3, 0.6667],
    ]);
  });

  it('of everything keep the weight of a field of its own', async () => {
    await index('everything', { '$**': 'text' }, { weights: { 'in.title': 10 } });
    await quotes('everything').insertMany([
      { _id: 1, in: { title: 'lamp' }, other: ['table', { deep: 'chair' }] },
      { _id: 2, in: { title: 'chair' }, other: ['lamp', 'chairs'] },
    ]);
    const ranked = await quotes('everything')
      .find({ $text: { $search: 'lamps' } })
      .project({ _id: 1, score: { $meta: 'textScore' } })
      .sort({ score: { $meta: 'textScore' } })
      .toArray();
    expect(ranked).toEqual([
      { _id: 1, score: 11 },
      { _id: 2, score: 1.1 },
    ]);
    expect(await search('everything', 'chair')).toEqual([1, 2]);
  });

  it('tell apart what long words have in common', async () => {
    const long = 'x'.repeat(2000);
    await index('long', { a: 'text' });
    await quotes('long').insertMany([
      { _id: 1, a: `${long}a` },
      { _id: 2, a: `${long}b` },
    ]);
    expect(await search('long', `${long}b`)).toEqual([2]);
  });
});
