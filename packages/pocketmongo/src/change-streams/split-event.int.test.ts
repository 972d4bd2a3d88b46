import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Document, ResumeToken } from 'mongodb';
import { events, opened, resumed } from '../../test/streams.ts';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Large = Document & { _id: number };

const MEGABYTE = 1024 * 1024;
const SPLIT = [{ $changeStreamSplitLargeEvent: {} }];
const IMAGES = { fullDocument: 'required', fullDocumentBeforeChange: 'required' } as const;

let test: TestServer;
let large: Collection<Large>;
let start: ResumeToken;
let fragments: Document[];

/** One update of 9 MB by 9 MB, whose event holds both and what was set; and a small insert. */
beforeAll(async () => {
  test = await startTestServer();
  large = await test.client
    .db('split')
    .createCollection<Large>('large', { changeStreamPreAndPostImages: { enabled: true } });
  await large.insertOne({ _id: 1, text: 'a'.repeat(9 * MEGABYTE) });
  const stream = await opened(large, IMAGES, SPLIT);
  start = stream.resumeToken;
  await large.updateOne({ _id: 1 }, { $set: { text: 'b'.repeat(9 * MEGABYTE) } });
  await large.insertOne({ _id: 2 });
  fragments = await events(stream, 4);
});
afterAll(() => test.close());

const after = (resumeAfter: ResumeToken, count: number, pipeline: Document[] = SPLIT) =>
  events(resumed(large, { ...IMAGES, resumeAfter }, pipeline), count);
const refused = (token: ResumeToken, pipeline: Document[]) => codeOf(after(token, 1, pipeline));
const names = (event: Document | undefined) => Object.keys(event ?? {});

describe('$changeStreamSplitLargeEvent', () => {
  it('splits an event by its fields, the small ones first', () => {
    expect(fragments.map(({ splitEvent }) => splitEvent as unknown)).toEqual([
      { fragment: 1, of: 3 },
      { fragment: 2, of: 3 },
      { fragment: 3, of: 3 },
      undefined,
    ]);
    const [first, ...others] = fragments;
    expect(names(first)).toEqual(
      expect.arrayContaining(['operationType', 'clusterTime', 'wallTime', 'ns', 'documentKey']),
    );
    const large = ['fullDocument', 'fullDocumentBeforeChange', 'updateDescription'];
    const all = fragments.slice(0, 3).flatMap(names);
    expect(large.filter((name) => all.filter((one) => one === name).length !== 1)).toEqual([]);
    expect(names(others[0])).toHaveLength(3);
    expect(fragments[3]).toMatchObject({ operationType: 'insert', fullDocument: { _id: 2 } });
  });

  it('goes on behind each fragment, and behind the last with the next event', async () => {
    for (const [index, { _id }] of fragments.slice(0, 3).entries()) {
      const rest = await after(_id as ResumeToken, 3 - index);
      expect(rest.map((event) => event['_id'] as unknown)).toEqual(
        fragments.slice(index + 1).map((event) => event['_id'] as unknown),
      );
      expect(names(rest[0])).toEqual(names(fragments[index + 1]));
    }
    const tokens = fragments.map((event) => (event['_id'] as { _data: string })._data);
    expect(tokens.toSorted()).toEqual(tokens);
  });

  it('gives fragments one at a time, with the place of each', async () => {
    const stream = resumed(large, { ...IMAGES, resumeAfter: start, batchSize: 1 }, SPLIT);
    const first = (await stream.next()) as Document;
    expect(stream.resumeToken).toEqual(first['_id']);
    const [second] = await events(stream, 1);
    expect(second).toMatchObject({ splitEvent: { fragment: 2, of: 3 } });
  });

  it('is told without it that an event is too large, or that there is no such fragment', async () => {
    const plain = test.client.db('split').command({
      aggregate: 'large',
      pipeline: [{ $changeStream: { ...IMAGES, resumeAfter: start } }],
      cursor: {},
    });
    expect(await codeOf(plain)).toBe(10334);
    const first = fragments[0]?.['_id'] as ResumeToken;
    expect(await refused(first, [])).toBe(280);
    // Split differently, the rest would not fit to what was told already.
    expect(await refused(first, [{ $unset: 'wallTime' }, ...SPLIT])).toBe(280);
    expect(await refused(first, [{ $match: { operationType: 'insert' } }, ...SPLIT])).toBe(280);
  });

  it('leaves alone what is small enough behind the pipeline, and refuses what is one field', async () => {
    const [small] = await after(start, 1, [{ $unset: ['fullDocument', 'updateDescription'] }, ...SPLIT]);
    expect(names(small)).not.toContain('splitEvent');
    const both = { $addFields: { both: ['$fullDocument', '$fullDocumentBeforeChange'] } };
    expect(await refused(start, [both, ...SPLIT])).toBe(10334);
  });

  it('stands once, at the end, in a change stream, without anything in it', async () => {
    const at = (pipeline: Document[]) => codeOf(opened(large, {}, pipeline));
    expect(await at([...SPLIT, { $match: {} }])).toBe(40601);
    expect(await at([...SPLIT, ...SPLIT])).toBe(40601);
    expect(await at([{ $changeStreamSplitLargeEvent: { a: 1 } }])).toBe(2);
    expect(await codeOf(large.aggregate(SPLIT).toArray())).toBe(20);
  });
});
