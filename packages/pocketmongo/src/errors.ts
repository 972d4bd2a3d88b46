import type { Doc } from './bson/values.ts';

/** Codes and names of the errors that this server answers with, as the MongoDB manual lists them. */
export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  GraphContainsCycle: 5,
  FailedToParse: 9,
  UserNotFound: 11,
  UnsupportedFormat: 12,
  Unauthorized: 13,
  NoSuchKey: 4,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  LockTimeout: 24,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  CannotCreateIndex: 67,
  RoleNotFound: 31,
  InvalidRoleModification: 37,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NoMatchingDocument: 47,
  InvalidResumeToken: 260,
  ChangeStreamFatalError: 280,
  ChangeStreamHistoryLost: 286,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  InvalidDBRef: 55,
  EmptyFieldName: 56,
  DottedFieldName: 57,
  CommandNotFound: 59,
  WriteConcernFailed: 64,
  ImmutableField: 66,
  IndexAlreadyExists: 68,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  UnknownReplWriteConcern: 79,
  AmbiguousIndexKeyPattern: 181,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NoReplicationEnabled: 76,
  ShutdownInProgress: 91,
  OperationFailed: 96,
  UnsatisfiableWriteConcern: 100,
  WriteConflict: 112,
  CommandNotSupported: 115,
  CursorKilled: 237,
  DocumentValidationFailure: 121,
  CommandFailed: 125,
  QueryPlanKilled: 175,
  CannotIndexParallelArrays: 171,
  Interrupted: 11601,
  InvalidIndexSpecificationOption: 197,
  IncompatibleCollationVersion: 161,
  InvalidPipelineOperator: 168,
  OptionNotSupportedOnView: 167,
  ViewPipelineMaxSizeExceeded: 195,
  MaxSubPipelineDepthExceeded: 232,
  CommandNotSupportedOnView: 166,
  ViewDepthLimitExceeded: 165,
  SnapshotUnavailable: 246,
  QueryFeatureNotAllowed: 224,
  NoSuchTransaction: 251,
  PreparedTransactionInProgress: 267,
  IndexBuildAborted: 276,
  TransactionTooOld: 225,
  TransactionCommitted: 256,
  TransactionTooLarge: 257,
  OperationNotSupportedInTransaction: 263,
  ExceededTimeLimit: 262,
  CannotBuildIndexKeys: 201,
  NoSuchSession: 206,
  InvalidUUID: 207,
  ClusterTimeFailsRateLimiter: 205,
  ConflictingOperationInProgress: 117,
  TooManyFilesOpen: 264,
  ConversionFailure: 241,
  UnknownError: 8,
  ExceededMemoryLimit: 146,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  NoQueryExecutionPlans: 291,
  APIVersionError: 322,
  APIStrictError: 323,
  MechanismUnavailable: 334,
  UnsupportedOpQueryCommand: 352,
  CannotConvertIndexToUnique: 359,
  CollectionUUIDMismatch: 361,
  BSONObjectTooLarge: 10334,
  DatabaseDifferCase: 13297,
  DuplicateKey: 11000,
  NotWritablePrimary: 10107,
  InterruptedAtShutdown: 11600,
} as const;

export type ErrorCodeName = keyof typeof ERROR_CODES;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ERROR_CODES).map(([name, code]): [number, string] => [code, name]),
);

/** Name of a code; `Location…` for one without a name here. */
export const codeNameOf = (code: number): string => NAMES.get(code) ?? `Location${code}`;

export type ErrorDetails = {
  /** errorLabels of the reply, as TransientTransactionError. */
  labels?: readonly string[];
  /** Further fields of the error document, as keyPattern and keyValue. */
  extra?: Doc;
};

/** An error that the client gets to see: `{ok: 0, code, codeName, errmsg, errorLabels, …extra}`. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: readonly string[];
  readonly extra: Doc | undefined;

  constructor(code: number, codeName: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.codeName = codeName;
    this.labels = details.labels ?? [];
    this.extra = details.extra;
  }
}

/** A {@link CommandError} by the name of its code. */
export function commandError(name: ErrorCodeName, message: string, details: ErrorDetails = {}): CommandError {
  return new CommandError(ERROR_CODES[name], name, message, details);
}

/** An error of the numeric "Location" kind, for checks to which the manual gives a number and no name. */
export function locationError(code: number, message: string, details: ErrorDetails = {}): CommandError {
  return new CommandError(code, `Location${code}`, message, details);
}
