import { Unsupported } from './outcome.ts';

/** The parts of a test file in the unified format that the runner reads; fields of free form stay unknown. */
export type Fields = Readonly<Record<string, unknown>>;

export interface TestFile {
  description: string;
  schemaVersion: string;
  runOnRequirements?: readonly Requirement[];
  createEntities?: readonly Fields[];
  initialData?: readonly CollectionData[];
  tests: readonly UnifiedTest[];
}

export interface Requirement {
  minServerVersion?: string;
  maxServerVersion?: string;
  topologies?: readonly string[];
  serverless?: 'require' | 'forbid' | 'allow';
  serverParameters?: Fields;
  auth?: boolean;
  authMechanism?: string;
  csfle?: unknown;
}

export interface CollectionData {
  collectionName: string;
  databaseName: string;
  createOptions?: Fields;
  documents: readonly Fields[];
}

export interface UnifiedTest {
  description: string;
  skipReason?: string;
  runOnRequirements?: readonly Requirement[];
  operations: readonly Operation[];
  expectEvents?: readonly ExpectedEvents[];
  expectLogMessages?: unknown;
  expectTracingMessages?: unknown;
  outcome?: readonly CollectionData[];
}

export interface Operation {
  name: string;
  object: string;
  arguments?: Fields;
  ignoreResultAndError?: boolean;
  expectError?: ExpectedError;
  expectResult?: unknown;
  saveResultAsEntity?: string;
}

export interface ExpectedError {
  isError?: boolean;
  isClientError?: boolean;
  isTimeoutError?: boolean;
  errorContains?: string;
  errorCode?: number;
  errorCodeName?: string;
  errorLabelsContain?: readonly string[];
  errorLabelsOmit?: readonly string[];
  writeErrors?: Fields;
  writeConcernErrors?: readonly unknown[];
  errorResponse?: unknown;
  expectResult?: unknown;
}

export interface ExpectedEvents {
  client: string;
  eventType?: 'command' | 'cmap' | 'sdam';
  events: readonly Fields[];
  ignoreExtraEvents?: boolean;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('_bsontype' in value);

export function fieldsOf(value: unknown, what: string): Fields {
  if (!isFields(value)) throw new Unsupported(`${what} is no object`);
  return value;
}

export function stringOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Unsupported(`${what} is no string`);
  return value;
}

export function numberOf(value: unknown, what: string): number {
  if (typeof value !== 'number') throw new Unsupported(`${what} is no number`);
  return value;
}

export function arrayOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unsupported(`${what} is no array`);
  return value;
}

/** The key and the value of an object that has one key, as `{client: {…}}`. */
export function onlyEntry(value: unknown, what: string): readonly [string, Fields] {
  const entries = Object.entries(fieldsOf(value, what));
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) throw new Unsupported(`${what} has not exactly one key`);
  return [entry[0], fieldsOf(entry[1], `${what}.${entry[0]}`)];
}
