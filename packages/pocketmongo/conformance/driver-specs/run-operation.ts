import { Collection, MongoError } from 'mongodb';
import type { Entity } from './entities.ts';
import { expectError, told } from './expected-error.ts';
import { arrayOf, type Operation } from './format.ts';
import { expectMatch, expectRootArray } from './match.ts';
import { type Arguments, argumentsOf } from './operations/argument.ts';
import { BUCKET_OPERATIONS } from './operations/bucket.ts';
import { CLIENT_OPERATIONS, DATABASE_OPERATIONS } from './operations/client-and-database.ts';
import { COLLECTION_OPERATIONS } from './operations/collection.ts';
import { createCursor, CURSOR_OPERATIONS } from './operations/cursors.ts';
import { SESSION_OPERATIONS } from './operations/session.ts';
import { RUNNER_OPERATIONS } from './operations/test-runner.ts';
import { isOfTheRunner, Mismatch, Unsupported } from './outcome.ts';
import type { TestState } from './test-state.ts';

/** Operations whose result is a list of root-level documents. */
const ITERATED = new Set([
  'aggregate',
  'find',
  'listCollections',
  'listDatabases',
  'listIndexes',
  'listSearchIndexes',
  'runCursorCommand',
]);

/** Runs an operation and throws where its result or error isn't the expected one. */
export async function runOperation(operation: Operation, state: TestState): Promise<void> {
  const error = await attempt(operation, state);
  if (error !== undefined && operation.expectError === undefined && operation.ignoreResultAndError !== true) {
    throw error.cause;
  }
}

/** As runOperation for the callback of withTransaction, which sees every error, the expected ones too. */
export async function runInCallback(operation: Operation, state: TestState): Promise<void> {
  const error = await attempt(operation, state);
  if (error !== undefined) throw error.cause;
}

/** The error of an operation, after it was compared; what the test doesn't allow is thrown. */
async function attempt(operation: Operation, state: TestState): Promise<{ cause: unknown } | undefined> {
  const { name, object } = operation;
  if (object === 'testRunner') {
    const special = RUNNER_OPERATIONS[name];
    if (special === undefined) throw new Unsupported(`the operation ${name} of the test runner`);
    await special(operation.arguments ?? {}, state, runOperation);
    return undefined;
  }
  let result: unknown;
  try {
    result = await perform(operation, state);
  } catch (cause) {
    if (isOfTheRunner(cause)) throw cause;
    if (operation.expectError !== undefined) expectError(operation.expectError, cause, state.entities.match);
    return { cause };
  }
  if (operation.ignoreResultAndError === true) return undefined;
  if (operation.expectError !== undefined) {
    throw new Mismatch(`${name}: expected an error ${JSON.stringify(operation.expectError)}, found none`);
  }
  expectResult(operation, result, state);
  return undefined;
}

function expectResult(operation: Operation, result: unknown, { entities }: TestState): void {
  const { name, saveResultAsEntity } = operation;
  if ('expectResult' in operation) {
    const place = { context: entities.match, path: `result of ${name}`, root: true };
    (ITERATED.has(name) ? expectRootArray : expectMatch)(operation.expectResult, result, place);
  }
  if (saveResultAsEntity === undefined) return;
  if (result === undefined) throw new Unsupported(`${name} has no result to save`);
  entities.set(saveResultAsEntity, entityOf(result));
}

function entityOf(result: unknown): Entity {
  if (isCreated(result)) return result.entity;
  if (!(result instanceof Collection)) return { kind: 'value', value: result };
  return { kind: 'collection', collection: result as Collection };
}

/** A cursor, which is an entity and no value. */
interface Created {
  entity: Entity;
}

const isCreated = (result: unknown): result is Created =>
  typeof result === 'object' &&
  result !== null &&
  Object.getPrototypeOf(result) === null &&
  'entity' in result;

async function perform(operation: Operation, state: TestState): Promise<unknown> {
  const { name, object } = operation;
  const entity = state.entities.any(object);
  const given = argumentsOf(operation.arguments ?? {}, state.entities);
  if (name === 'withTransaction' && entity.kind === 'session') {
    const callback = arrayOf(operation.arguments?.callback, 'callback') as readonly Operation[];
    await entity.session.withTransaction(async () => {
      for (const one of callback) await runInCallback(one, state);
    }, given.optionsBut('callback'));
    return undefined;
  }
  if (name.startsWith('create')) {
    const cursor = await createCursor(name, entity, given);
    if (cursor !== undefined) {
      if (operation.saveResultAsEntity === undefined) state.unsaved.push(cursor);
      return Object.assign(Object.create(null) as object, { entity: cursor });
    }
  }
  const call = callOf(name, entity, given);
  if (call === undefined) throw new Unsupported(`the operation ${name} of a ${entity.kind}`);
  return call();
}

/** The driver's method behind an operation. */
function callOf(name: string, entity: Entity, given: Arguments): (() => Promise<unknown>) | undefined {
  const bound = <T>(
    table: Readonly<Record<string, (target: T, given: Arguments) => Promise<unknown>>>,
    target: T,
  ): (() => Promise<unknown>) | undefined => {
    const run = Object.hasOwn(table, name) ? table[name] : undefined;
    return run === undefined ? undefined : () => run(target, given);
  };
  switch (entity.kind) {
    case 'client':
      return bound(CLIENT_OPERATIONS, entity.client);
    case 'database':
      return bound(DATABASE_OPERATIONS, entity.db);
    case 'collection':
      return bound(COLLECTION_OPERATIONS, entity.collection);
    case 'session':
      return bound(SESSION_OPERATIONS, entity.session);
    case 'bucket':
      return bound(BUCKET_OPERATIONS, entity.bucket);
    case 'change stream':
      return bound(CURSOR_OPERATIONS, entity.stream);
    case 'cursor':
      return bound(CURSOR_OPERATIONS, entity.cursor);
    case 'thread':
    case 'value':
      return undefined;
  }
}

/** An error of the driver in one line, for reports. */
export const reported = (error: unknown): string =>
  error instanceof MongoError || !Error.isError(error) ? told(error) : `${error.name}: ${error.message}`;
