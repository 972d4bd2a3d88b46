/** A test that applies and yet fails. */
export interface KnownFailure {
  folder: string;
  file: string;
  /** The description of the test; without it every failing test of the file. */
  test?: RegExp;
  /** Part of the message that the failure must have, so that another failure of the same test is seen. */
  message: string;
  /**
   * Why: the server falls short; or the driver does, against any server; or the server refuses by decision, with an
   * error that names what it refuses. Only the first counts as failed.
   */
  by: 'server' | 'driver' | 'refused';
  reason: string;
}

const NO_SECONDARY = 'a replica set of one has no secondary to read from';
const SNAPSHOT = 'snapshot reads outside transactions are not supported';

/** Tests that are known to fail; the runner tells of one that passes. */
export const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    folder: 'crud',
    file: 'bypassDocumentValidation',
    test: /^(?:Aggregate with \$out|BulkWrite|FindOneAndReplace|FindOneAndUpdate|InsertMany) passes .*: false$/,
    message: 'bypassDocumentValidation: expected false, found nothing',
    by: 'driver',
    reason: 'it leaves out a bypassDocumentValidation of false',
  },
  {
    folder: 'crud',
    file: 'create-null-ids',
    test: /^inserting _id with type null via (?:insertOne|insertMany|bulkWrite)$/,
    message: 'result of countDocuments',
    by: 'driver',
    reason: 'it replaces an _id of null by an ObjectId',
  },
  {
    folder: 'transactions',
    file: 'run-command',
    test: /secondary read preference in client option and primary read preference in transaction options$/,
    message: 'MongoServerSelectionError',
    by: 'server',
    reason: NO_SECONDARY,
  },
  {
    folder: 'transactions',
    file: 'transaction-options',
    test: /^readPreference inherited from client$/,
    message: 'MongoServerSelectionError',
    by: 'server',
    reason: NO_SECONDARY,
  },
  {
    folder: 'retryable-reads',
    file: 'gridfs-download',
    message: 'filter._id: expected {"$oid"',
    by: 'driver',
    reason: 'it asks for {_id: {$eq: id}} instead of {_id: id}',
  },
  {
    folder: 'retryable-reads',
    file: 'gridfs-download-serverErrors',
    message: 'filter._id: expected {"$oid"',
    by: 'driver',
    reason: 'it asks for {_id: {$eq: id}} instead of {_id: id}',
  },
  {
    folder: 'gridfs',
    file: 'download',
    test: /^download when final chunk is missing$/,
    message: 'expected an error',
    by: 'driver',
    reason: 'it does not miss a last chunk',
  },
  {
    folder: 'retryable-writes',
    file: 'bulkWrite',
    test: /^First insertOne is never committed$/,
    message: 'insertedIds: unexpected 0',
    by: 'driver',
    reason: 'its result names the _id of a document that was not inserted',
  },
  {
    folder: 'sessions',
    file: 'snapshot-sessions',
    message: 'readConcern snapshot outside transactions is not supported',
    by: 'refused',
    reason: SNAPSHOT,
  },
  {
    folder: 'sessions',
    file: 'implicit-sessions-default-causal-consistency',
    test: /readConcern level is snapshot$/,
    message: 'readConcern snapshot outside transactions is not supported',
    by: 'refused',
    reason: SNAPSHOT,
  },
  {
    folder: 'run-command',
    file: 'runCursorCommand',
    test: /^does not close the cursor when receiving an empty batch$/,
    message: 'tailable is not supported',
    by: 'refused',
    reason: 'tailable cursors are not supported',
  },
];

/** The entry for a test, if one is there. */
export const knownFailure = (folder: string, file: string, test: string): KnownFailure | undefined =>
  KNOWN_FAILURES.find(
    (known) => known.folder === folder && known.file === file && known.test?.test(test) !== false,
  );
