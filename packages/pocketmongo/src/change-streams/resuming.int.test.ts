import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChangeStreamOptions, ResumeToken } from 'mongodb';
import { events, opened, resumed } from '../../test/streams.ts';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const db = () => test.client.db('resuming');
type Target = Parameters<typeof resumed>[0];

/** Events of the database: an insert into `a`, one into `b`, the drop of `a`; and the database's mark before them. */
async function told(): Promise<{ tokens: ResumeToken[]; mark: ResumeToken }> {
  await db().dropDatabase();
  await db().createCollection('a');
  await db().createCollection('b');
  const stream = await opened(db());
  const mark = stream.resumeToken;
  await db().collection('a').insertOne({ a: 1 });
  await db().collection('b').insertOne({ b: 1 });
  await db().collection('a').drop();
  return { tokens: (await events(stream, 3)).map((event) => event['_id'] as ResumeToken), mark };
}

const refused = (on: Target, options: ChangeStreamOptions) => codeOf(events(resumed(on, options), 1));
const next = async (on: Target, options: ChangeStreamOptions, count = 1): Promise<unknown[]> =>
  (await events(resumed(on, options), count)).map((event) => event['operationType'] as unknown);

describe('the token of an event', () => {
  it('is for streams that would have told it', async () => {
    const { tokens } = await told();
    const [ofA, ofB, ofDrop] = tokens;
    const [a, b] = [db().collection('a'), db().collection('b')];
    expect(await next(db(), { resumeAfter: ofA }, 2)).toEqual(['insert', 'drop']);
    expect(await next(test.client, { resumeAfter: ofA }, 2)).toEqual(['insert', 'drop']);
    expect(await next(a, { resumeAfter: ofA }, 2)).toEqual(['drop', 'invalidate']);
    expect(await refused(b, { resumeAfter: ofA })).toBe(280);
    expect(await refused(b, { startAfter: ofDrop })).toBe(280);
    expect(await refused(a, { resumeAfter: ofB })).toBe(280);
    expect(await refused(test.client.db('elsewhere'), { resumeAfter: ofB })).toBe(280);
  });

  it('that ends a stream is followed by the invalidation', async () => {
    const [, , ofDrop] = (await told()).tokens;
    expect(await next(db().collection('a'), { resumeAfter: ofDrop })).toEqual(['invalidate']);
    await db().collection('a').insertOne({ a: 2 });
    expect(await next(db(), { resumeAfter: ofDrop })).toEqual(['insert']);
  });

  it('of an invalidation is for streams that ended there', async () => {
    const { tokens } = await told();
    const ended = resumed(db().collection('a'), { resumeAfter: tokens[0] });
    const [, invalidate] = await events(ended, 2);
    await db().collection('a').insertOne({ a: 2 });
    const startAfter = invalidate?.['_id'] as ResumeToken;
    expect(await next(db().collection('a'), { startAfter })).toEqual(['insert']);
    expect(await refused(db(), { startAfter })).toBe(280);
    expect(await refused(db().collection('b'), { startAfter })).toBe(280);
  });

  it('of a definition is for streams with expanded events', async () => {
    await db().dropDatabase();
    const stream = await opened(db(), { showExpandedEvents: true });
    await db().createCollection('c');
    await db().collection('c').insertOne({});
    const [created] = await events(stream, 1);
    const resumeAfter = created?.['_id'] as ResumeToken;
    expect(await next(db(), { resumeAfter, showExpandedEvents: true })).toEqual(['insert']);
    expect(await refused(db(), { resumeAfter })).toBe(280);
  });
});

describe('the token behind a batch without events', () => {
  it('is a moment, from which any stream can go on', async () => {
    const { mark } = await told();
    expect(await next(db().collection('b'), { resumeAfter: mark })).toEqual(['insert']);
    expect(await next(db().collection('a'), { startAfter: mark }, 3)).toEqual([
      'insert',
      'drop',
      'invalidate',
    ]);
  });
});
