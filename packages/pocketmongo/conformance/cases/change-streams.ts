import type { Db, Document } from 'mongodb';
import { commands, type CommandRow } from '../families/commands.ts';
import { refused } from '../values.ts';

const MEGABYTES = 6 * 1024 * 1024;

/** Tokens: before all events, of an insert into `watched`, of one into `other`, and of two fragments. */
interface Tokens {
  start: unknown;
  watched: unknown;
  other: unknown;
  fragments: readonly unknown[];
}

const IMAGES = { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' };
const SPLIT = { $changeStreamSplitLargeEvent: {} };

const watch = (target: unknown, operand: Document, ...pipeline: Document[]): Document => ({
  aggregate: target,
  pipeline: [{ $changeStream: operand }, ...pipeline],
  cursor: {},
});
const batch = ({ cursor }: Document): Document[] => (cursor as { firstBatch: Document[] }).firstBatch;
const tokenBehind = ({ cursor }: Document): unknown =>
  (cursor as { postBatchResumeToken: unknown }).postBatchResumeToken;
const tokensOf = (reply: Document): unknown[] => batch(reply).map(({ _id }) => _id as unknown);
const kinds = (reply: Document): unknown[] =>
  batch(reply).map(({ operationType }) => operationType as unknown);
const parts = (reply: Document): unknown[] => batch(reply).map(({ splitEvent }) => splitEvent as unknown);

async function prepare(db: Db): Promise<Tokens> {
  await db.dropDatabase();
  await db.createCollection('other');
  const watched = await db.createCollection<Document & { _id: number }>('watched', {
    changeStreamPreAndPostImages: { enabled: true },
  });
  const start = tokenBehind(await db.command(watch(1, {})));
  await watched.insertOne({ _id: 1, text: 'a'.repeat(MEGABYTES) });
  await db.collection<Document & { _id: number }>('other').insertOne({ _id: 1 });
  await watched.updateOne({ _id: 1 }, { $set: { text: 'b'.repeat(MEGABYTES) } });
  await watched.deleteOne({ _id: 1 });
  const options = { resumeAfter: start };
  const found = tokensOf(await db.command(watch(1, options, { $unset: 'updateDescription' })));
  const fragments = tokensOf(await db.command(watch('watched', { ...IMAGES, resumeAfter: found[0] }, SPLIT)));
  return { start, watched: found[0], other: found[1], fragments };
}

const DELETES = { $match: { operationType: 'delete' } };

const resuming: readonly CommandRow<Tokens>[] = [
  [({ start }) => watch('other', { resumeAfter: start }), ['insert'], kinds],
  [({ start }) => watch('other', { startAfter: start }), ['insert'], kinds],
  [({ watched }) => watch('watched', { resumeAfter: watched }), ['update', 'delete'], kinds],
  [({ watched }) => watch(1, { resumeAfter: watched }, { $project: { operationType: 1 } }), ['insert', 'update', 'delete'], kinds],
  [({ other }) => watch(1, { startAfter: other }), ['update', 'delete'], kinds],
  [({ watched }) => watch('other', { resumeAfter: watched }), refused(280)],
  [({ watched }) => watch('other', { startAfter: watched }), refused(280)],
  [({ other }) => watch('watched', { resumeAfter: other }), refused(280)],
  [({ other }) => watch('nowhere', { resumeAfter: other }), refused(280)],
  [() => watch('other', { resumeAfter: { _data: 'FF' } }), refused(260)],
  [({ start }) => watch('other', { resumeAfter: start, startAfter: start }), refused()],
]; // prettier-ignore

const splitting: readonly CommandRow<Tokens>[] = [
  [({ watched }) => watch('watched', { ...IMAGES, resumeAfter: watched }), refused(10334)],
  [({ watched }) => watch('watched', { ...IMAGES, resumeAfter: watched }, SPLIT), [{ fragment: 1, of: 2 }], parts],
  [(tokens) => watch('watched', { ...IMAGES, resumeAfter: tokens.fragments[0] }, SPLIT), [{ fragment: 2, of: 2 }, undefined], parts],
  [(tokens) => watch('watched', { ...IMAGES, resumeAfter: tokens.fragments[0] }, { $match: {} }), refused(280)],
  [({ watched }) => watch('watched', { ...IMAGES, resumeAfter: watched }, DELETES, SPLIT), [undefined], parts],
  [() => watch('watched', {}, SPLIT, { $match: {} }), refused(40601)],
  [() => watch('watched', {}, SPLIT, SPLIT), refused()],
  [() => watch('watched', {}, { $changeStreamSplitLargeEvent: 5 }), refused()],
  [() => watch('watched', {}, { $changeStreamSplitLargeEvent: { a: 1 } }), refused()],
  [() => ({ aggregate: 'watched', pipeline: [SPLIT], cursor: {} }), refused()],
  [() => ({ aggregate: 'watched', pipeline: [{ $facet: { a: [SPLIT] } }], cursor: {} }), refused()],
]; // prettier-ignore

/** Where a stream goes on, and how it splits what is too large. */
export const changeStreams = commands<Tokens>({
  name: 'change streams',
  kind: 'stage',
  prepare,
  rows: { $changeStream: resuming, $changeStreamSplitLargeEvent: splitting },
});
