import { setTimeout as sleep } from 'node:timers/promises';
import { ReadPreference } from 'mongodb';
import { createEntities } from '../create-entities.ts';
import { countEvents } from '../expected-events.ts';
import { arrayOf, type Fields, fieldsOf, numberOf, type Operation, stringOf } from '../format.ts';
import { show } from '../match.ts';
import { Mismatch, Skipped } from '../outcome.ts';
import type { TestState } from '../test-state.ts';
import { SESSION_ASSERTIONS } from './session-assertions.ts';

type RunOperation = (operation: Operation, state: TestState) => Promise<void>;
type RunnerOperation = (given: Fields, state: TestState, run: RunOperation) => Promise<void> | void;

const PATIENCE_MS = 10_000;

/** The special operations, whose object is the test runner. */
export const RUNNER_OPERATIONS: Readonly<Record<string, RunnerOperation>> = {
  ...SESSION_ASSERTIONS,
  failPoint: async (given, { entities, failPoints }) => {
    const { client } = entities.get(stringOf(given.client, 'client'), 'client');
    const failPoint = fieldsOf(given.failPoint, 'failPoint');
    failPoints.add(stringOf(failPoint.configureFailPoint, 'configureFailPoint'));
    await client.db('admin').command(failPoint, { readPreference: ReadPreference.primary });
  },
  targetedFailPoint: () => {
    throw new Skipped('needs sessions pinned to one of several servers');
  },
  createEntities: (given, { entities, target }) =>
    createEntities(arrayOf(given.entities, 'entities'), entities, target.uri),
  assertCollectionExists: (given, state) => expectCollection(given, state, true),
  assertCollectionNotExists: (given, state) => expectCollection(given, state, false),
  assertIndexExists: (given, state) => expectIndex(given, state, true),
  assertIndexNotExists: (given, state) => expectIndex(given, state, false),
  assertNumberConnectionsCheckedOut: (given, { entities }) => {
    const { observed } = entities.get(stringOf(given.client, 'client'), 'client');
    const found = observed.connectionsCheckedOut();
    if (found !== given.connections) {
      throw new Mismatch(`expected ${show(given.connections)} connections checked out, found ${found}`);
    }
  },
  runOnThread: (given, state, run) => {
    const { thread } = state.entities.get(stringOf(given.thread, 'thread'), 'thread');
    thread.run(() => run(given.operation as Operation, state));
  },
  waitForThread: async (given, { entities }) => {
    const { thread } = entities.get(stringOf(given.thread, 'thread'), 'thread');
    const ended = await Promise.race([
      thread.join().then(() => true),
      sleep(PATIENCE_MS, false, { ref: false }),
    ]);
    if (!ended) throw new Mismatch('the thread did not end');
  },
  wait: async (given) => {
    await sleep(numberOf(given.ms, 'ms'));
  },
  waitForEvent: async (given, state) => {
    const until = Date.now() + PATIENCE_MS;
    while (countOf(given, state) < numberOf(given.count, 'count')) {
      if (Date.now() > until) throw new Mismatch(`the event ${show(given.event)} did not come`);
      await sleep(5);
    }
  },
  assertEventCount: (given, state) => {
    const found = countOf(given, state);
    if (found !== given.count) {
      throw new Mismatch(`expected ${show(given.count)} events ${show(given.event)}, found ${found}`);
    }
  },
};

function countOf(given: Fields, { entities }: TestState): number {
  const { observed } = entities.get(stringOf(given.client, 'client'), 'client');
  return countEvents(given.event, observed.events, entities.match);
}

async function expectCollection(given: Fields, { target }: TestState, wanted: boolean): Promise<void> {
  const name = stringOf(given.collectionName, 'collectionName');
  const db = target.internal.db(stringOf(given.databaseName, 'databaseName'));
  const found = await db.listCollections({ name }).toArray();
  if (found.length > 0 !== wanted)
    throw new Mismatch(`the collection ${name} is ${wanted ? 'missing' : 'there'}`);
}

async function expectIndex(given: Fields, { target }: TestState, wanted: boolean): Promise<void> {
  const name = stringOf(given.indexName, 'indexName');
  const database = target.internal.db(stringOf(given.databaseName, 'databaseName'));
  const collection = stringOf(given.collectionName, 'collectionName');
  const there = await database.listCollections({ name: collection }).hasNext();
  const indexes = there ? await database.collection(collection).listIndexes().toArray() : [];
  if (indexes.some((index: Fields) => index.name === name) !== wanted) {
    throw new Mismatch(`the index ${name} is ${wanted ? 'missing' : 'there'}`);
  }
}
