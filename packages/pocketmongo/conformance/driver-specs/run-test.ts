import { setTimeout as sleep } from 'node:timers/promises';
import { BSON, type MongoClient } from 'mongodb';
import { createEntities } from './create-entities.ts';
import { closeEntities, createEntityMap } from './entities.ts';
import { expectEvents } from './expected-events.ts';
import type { CollectionData, TestFile, UnifiedTest } from './format.ts';
import { Mismatch, Skipped } from './outcome.ts';
import { runOperation } from './run-operation.ts';
import type { Target, TestState } from './test-state.ts';

const LIMIT_MS = 60_000;

/** Runs one test; rejects with what it found wrong, or with Skipped. */
export async function runTest(file: TestFile, test: UnifiedTest, target: Target): Promise<void> {
  if (test.expectLogMessages !== undefined) throw new Skipped('the runner reads no log messages');
  if (test.expectTracingMessages !== undefined) throw new Skipped('the driver writes no tracing spans');
  const state: TestState = { target, entities: createEntityMap(), failPoints: new Set(), unsaved: [] };
  for (const data of file.initialData ?? []) await prepare(data, target.internal);
  let passed = false;
  try {
    const limit = new AbortController();
    await Promise.race([play(file, test, state).finally(() => limit.abort()), overdue(limit.signal)]);
    for (const data of test.outcome ?? []) await expectOutcome(data, target.internal);
    passed = true;
  } finally {
    await disarm(state);
    if (!passed || startsTransaction(test))
      await target.internal.db('admin').command({ killAllSessions: [] });
    await closeUnsaved(state);
    await closeEntities(state.entities);
  }
}

const startsTransaction = ({ operations }: UnifiedTest): boolean =>
  operations.some(({ name }) => name === 'startTransaction' || name === 'withTransaction');

async function play(file: TestFile, test: UnifiedTest, state: TestState): Promise<void> {
  const { entities, target } = state;
  await createEntities(file.createEntities ?? [], entities, target.uri);
  for (const operation of test.operations) await runOperation(operation, state);
  for (const entity of entities.all()) if (entity.kind === 'client') entity.observed.stop();
  await disarm(state);
  for (const expected of test.expectEvents ?? []) expectEvents(expected, entities);
}

async function overdue(signal: AbortSignal): Promise<void> {
  await sleep(LIMIT_MS, undefined, { signal }).catch(() => undefined);
  if (!signal.aborted) throw new Mismatch(`did not end within ${LIMIT_MS / 1000} s`);
}

/** The collection with exactly the documents that the test starts from. */
async function prepare(data: CollectionData, internal: MongoClient): Promise<void> {
  const db = internal.db(data.databaseName);
  const writeConcern = { w: 'majority' as const };
  await db.dropCollection(data.collectionName, { writeConcern });
  if (data.documents.length === 0 || data.createOptions !== undefined) {
    await db.createCollection(data.collectionName, { ...data.createOptions, writeConcern });
  }
  if (data.documents.length > 0) {
    await db.collection(data.collectionName).insertMany([...data.documents], { writeConcern });
  }
}

async function expectOutcome(data: CollectionData, internal: MongoClient): Promise<void> {
  const collection = internal.db(data.databaseName).collection(data.collectionName);
  const found = await collection.find({}, { sort: { _id: 1 }, readConcern: { level: 'local' } }).toArray();
  const [wanted, actual] = [data.documents.map(normal), found.map(normal)];
  if (wanted.join() !== actual.join()) {
    throw new Mismatch(
      `${data.collectionName} should hold ${wanted.join(', ')}, but holds ${actual.join(', ')}`,
    );
  }
}

/** A document as text that doesn't depend on the order of its keys. */
const normal = (document: unknown): string => JSON.stringify(sorted(BSON.EJSON.serialize({ document })));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

async function disarm({ target, failPoints }: TestState): Promise<void> {
  for (const configureFailPoint of failPoints) {
    await target.internal.db('admin').command({ configureFailPoint, mode: 'off' });
  }
  failPoints.clear();
}

async function closeUnsaved({ unsaved }: TestState): Promise<void> {
  for (const entity of unsaved) {
    if (entity.kind === 'change stream') await entity.stream.close();
    else if (entity.kind === 'cursor') await entity.cursor.close();
  }
}
