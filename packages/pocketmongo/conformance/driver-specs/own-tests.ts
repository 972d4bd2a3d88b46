import type { TestFile, UnifiedTest } from './format.ts';

const CLIENT = {
  client: {
    id: 'client',
    observeEvents: ['commandStartedEvent', 'commandFailedEvent'],
    ignoreCommandMonitoringEvents: ['killCursors'],
  },
};
const ENTITIES = [
  CLIENT,
  { database: { id: 'database', client: 'client', databaseName: 'runner' } },
  { collection: { id: 'collection', database: 'database', collectionName: 'things' } },
  { session: { id: 'session', client: 'client' } },
];
const BEGINNING = [
  { _id: 1, name: 'one' },
  { _id: 2, name: 'two', tags: ['a', 'b'] },
];

const file = (description: string, tests: readonly UnifiedTest[]): TestFile => ({
  description,
  schemaVersion: '1.0',
  createEntities: ENTITIES,
  initialData: [{ collectionName: 'things', databaseName: 'runner', documents: BEGINNING }],
  tests,
});

const started = (commandName: string, command: object = {}) => ({
  commandStartedEvent: { commandName, command },
});
const failPoint = (data: object) => ({
  name: 'failPoint',
  object: 'testRunner',
  arguments: {
    client: 'client',
    failPoint: { configureFailPoint: 'failCommand', mode: { times: 1 }, data },
  },
});
const insert = (document: object, more: object = {}) => ({
  name: 'insertOne',
  object: 'collection',
  arguments: { document, ...more },
});
const outcome = (...documents: readonly Record<string, unknown>[]) => [
  { collectionName: 'things', databaseName: 'runner', documents },
];

/** Tests that a right runner on a right server passes. */
export const RIGHT: TestFile = file('what passes', [
  {
    description: 'results, operators and the outcome are compared',
    operations: [
      {
        name: 'find',
        object: 'collection',
        arguments: { filter: { _id: { $gt: 1 } } },
        expectResult: [
          { _id: { $$type: ['int', 'long'] }, tags: ['a', { $$type: 'string' }], none: { $$exists: false } },
        ],
      },
      { ...insert({ _id: 3 }), expectResult: { $$unsetOrMatches: { insertedId: { $$unsetOrMatches: 3 } } } },
      {
        name: 'updateOne',
        object: 'collection',
        arguments: { filter: { _id: 1 }, update: { $set: { name: 'first' } } },
        expectResult: { matchedCount: 1, modifiedCount: { $$lte: 1 }, upsertedId: { $$exists: false } },
      },
    ],
    outcome: outcome({ name: 'first', _id: 1 }, { _id: 2, tags: ['a', 'b'], name: 'two' }, { _id: 3 }),
  },
  {
    description: 'a write that lost its connection is retried',
    operations: [failPoint({ failCommands: ['insert'], closeConnection: true }), insert({ _id: 3 })],
    expectEvents: [
      {
        client: 'client',
        events: [
          started('insert', { txnNumber: { $$exists: true } }),
          { commandFailedEvent: { commandName: 'insert' } },
          started('insert', { documents: [{ _id: 3 }], lsid: { $$type: 'object' } }),
        ],
      },
    ],
    outcome: outcome(...BEGINNING, { _id: 3 }),
  },
  {
    description: 'a transaction runs in its session and its callback is run again after a transient error',
    operations: [
      failPoint({
        failCommands: ['commitTransaction'],
        errorCode: 251,
        errorLabels: ['TransientTransactionError'],
      }),
      {
        name: 'withTransaction',
        object: 'session',
        arguments: { callback: [insert({ _id: 3 }, { session: 'session' })] },
      },
      {
        name: 'assertSessionTransactionState',
        object: 'testRunner',
        arguments: { session: 'session', state: 'committed' },
      },
    ],
    expectEvents: [
      {
        client: 'client',
        ignoreExtraEvents: true,
        events: [
          started('insert', { startTransaction: true, lsid: { $$sessionLsid: 'session' } }),
          started('commitTransaction', { autocommit: false }),
          { commandFailedEvent: { commandName: 'commitTransaction' } },
          started('insert', { startTransaction: true }),
        ],
      },
    ],
    outcome: outcome(...BEGINNING, { _id: 3 }),
  },
  {
    description: 'errors are looked into',
    operations: [
      {
        ...insert({ _id: 1 }),
        expectError: {
          isClientError: false,
          errorCode: 11000,
          errorContains: 'e11000',
          errorLabelsOmit: ['RetryableWriteError'],
        },
      },
      {
        name: 'bulkWrite',
        object: 'collection',
        arguments: {
          requests: [{ insertOne: { document: { _id: 3 } } }, { insertOne: { document: { _id: 1 } } }],
        },
        expectError: { errorCodeName: 'DuplicateKey', expectResult: { insertedCount: 1 } },
      },
      failPoint({ failCommands: ['find'], errorCode: 8000 }),
      {
        name: 'find',
        object: 'collection',
        arguments: { filter: {} },
        expectError: { errorCode: 8000, errorResponse: { ok: 0 } },
      },
    ],
  },
  {
    description: 'a change stream is iterated and a value saved',
    operations: [
      {
        name: 'createChangeStream',
        object: 'collection',
        arguments: { pipeline: [] },
        saveResultAsEntity: 'stream',
      },
      {
        name: 'createEntities',
        object: 'testRunner',
        arguments: { entities: [{ thread: { id: 'thread' } }] },
      },
      {
        name: 'runOnThread',
        object: 'testRunner',
        arguments: { thread: 'thread', operation: insert({ _id: 3 }) },
      },
      {
        name: 'iterateUntilDocumentOrError',
        object: 'stream',
        expectResult: { operationType: 'insert', documentKey: { _id: 3 } },
      },
      { name: 'waitForThread', object: 'testRunner', arguments: { thread: 'thread' } },
      {
        name: 'distinct',
        object: 'collection',
        arguments: { fieldName: '_id', filter: {} },
        saveResultAsEntity: 'ids',
      },
      {
        name: 'distinct',
        object: 'collection',
        arguments: { fieldName: '_id', filter: {} },
        expectResult: { $$matchesEntity: 'ids' },
      },
    ],
  },
]);

const find = { name: 'find', object: 'collection', arguments: { filter: { _id: 1 } } };

/** Tests that a right runner fails, each with what its message must say. */
export const WRONG: readonly { says: string; test: UnifiedTest }[] = [
  {
    says: 'name: expected "two"',
    test: { description: 'value', operations: [{ ...find, expectResult: [{ name: 'two' }] }] },
  },
  {
    says: 'expected 2 elements',
    test: { description: 'length', operations: [{ ...find, expectResult: [{}, {}] }] },
  },
  {
    says: 'expected an error',
    test: { description: 'no error', operations: [{ ...find, expectError: { isError: true } }] },
  },
  {
    says: 'code 1',
    test: { description: 'code', operations: [{ ...insert({ _id: 1 }), expectError: { errorCode: 1 } }] },
  },
  {
    says: 'no label RetryableWriteError',
    test: {
      description: 'label',
      operations: [
        failPoint({
          failCommands: ['insert'],
          errorCode: 8000,
          errorLabels: ['RetryableWriteError', 'NoRetryPossible'],
        }),
        failPoint({
          failCommands: ['insert', 'find'],
          errorCode: 8000,
          errorLabels: ['RetryableWriteError'],
        }),
        { ...find, expectError: { errorLabelsOmit: ['RetryableWriteError'] } },
      ],
    },
  },
  {
    says: 'command.limit: expected a value',
    test: {
      description: 'event',
      operations: [find],
      expectEvents: [{ client: 'client', events: [started('find', { limit: { $$exists: true } })] }],
    },
  },
  {
    says: 'expected 0 events',
    test: {
      description: 'more events',
      operations: [find],
      expectEvents: [{ client: 'client', events: [] }],
    },
  },
  {
    says: 'things should hold',
    test: { description: 'outcome', operations: [], outcome: outcome({ _id: 1 }) },
  },
  {
    says: 'no entity other',
    test: {
      description: 'entity',
      operations: [{ ...find, object: 'other', expectError: { isError: true } }],
    },
  },
  { says: 'the operation fly', test: { description: 'operation', operations: [{ ...find, name: 'fly' }] } },
  {
    says: 'the operator $$odd',
    test: { description: 'operator', operations: [{ ...find, expectResult: [{ _id: { $$odd: 1 } }] }] },
  },
];

/** The tests of a file that has to fail. */
export const WRONG_FILE: TestFile = file(
  'what fails',
  WRONG.map(({ test }) => test),
);
