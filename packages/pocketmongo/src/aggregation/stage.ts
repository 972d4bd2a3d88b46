import type { Action } from '../auth/actions.ts';
import type { Doc, Value } from '../bson/values.ts';
import type { Engine } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import type { OperationsWanted } from '../operations/current-operations.ts';
import type { KnownSession } from '../sessions/known-sessions.ts';
import type { SessionOwners } from '../sessions/local-sessions.ts';
import type { ExpressionOptions } from './expressions/compile.ts';
import type { StageMemory } from './memory.ts';
import { sizeOf } from './size-of.ts';

/** Documents on their way through a pipeline, some at a time. */
export type Chunks = AsyncIterable<readonly Doc[]> | Iterable<readonly Doc[]>;

/** A compiled stage. */
export type Stage = (input: Chunks) => Chunks;

/** What a pipeline is part of: the command itself, or a stage. */
export type Surroundings = 'command' | '$lookup' | '$unionWith' | '$facet';

/** What a stage may need beside its operand. */
export interface StageContext {
  options: ExpressionOptions;
  database: string;
  /** Undefined where the pipeline starts from no collection. */
  collection: string | undefined;
  within: Surroundings;
  /** How many pipelines this one stands in. */
  depth: number;
  /** Whether a `$facet` lies around, however far. */
  inFacet: boolean;
  /** Called for each document of a loop; throws MaxTimeMSExpired or Interrupted. */
  step: () => void;
  /** Bytes that a stage may hold. */
  memoryLimit: number;
  engine: Engine;
  op: Operation;
  /** Throws Unauthorized when the caller may not write there. */
  checkWritable: (namespace: string, actions: readonly Action[]) => void;
  /** The sessions that the server knows of; throws Unauthorized where the caller may not see those. */
  sessions: (owners: SessionOwners) => KnownSession[];
  /** Times and numbers of what was done with a collection, from when somebody asked first. */
  latencies: (namespace: string) => Doc;
  /** What the server's connections are doing; throws Unauthorized where the caller may not see everybody's. */
  currentOperations: (wanted: OperationsWanted) => Doc[];
  /** Runs a pipeline over another collection of the database (or over none), with variables. */
  readCollection: (
    collection: string | undefined,
    pipeline: readonly Doc[],
    variables: ReadonlyMap<string, Value | undefined>,
    within: Surroundings,
  ) => Chunks;
  /**
   * As `readCollection`, compiled once for many reads: each has the values that `variables` hold when it starts, and an
   * equality that documents of the collection have to fulfil first.
   */
  prepareRead: (
    collection: string | undefined,
    pipeline: readonly Doc[],
    variables: ReadonlyMap<string, Value | undefined>,
    within: Surroundings,
  ) => (equality: Doc | undefined) => Chunks;
  /** Checks a pipeline over another collection before anything runs. */
  check: (pipeline: readonly Doc[], context: StageContext) => void;
  /** Compiles stages that run inside this one. */
  subPipeline: (pipeline: readonly Value[], context: StageContext) => Stage;
}

/** The context of a pipeline inside a stage. */
export const inside = (context: StageContext, within: Surroundings): StageContext => ({
  ...context,
  within,
  inFacet: context.inFacet || within === '$facet',
});

/** Checks the operand and compiles the stage. */
export type StageCompiler = (operand: Value, context: StageContext, name: string) => Stage;

/** A stage that makes documents and therefore stands first. */
export interface SourceStage {
  /** Whether it follows `aggregate: 1`, a collection, or either. */
  over: 'nothing' | 'collection' | 'either';
  compile: (operand: Value, context: StageContext, name: string) => () => Chunks;
}

const CHUNK = 1_000;

/** A stage that makes each chunk into another. */
export function perChunk(map: (documents: readonly Doc[]) => readonly Doc[]): Stage {
  return async function* (input) {
    for await (const documents of input) yield map(documents);
  };
}

/** A stage that makes each document into another. */
export const perDocument = (step: () => void, map: (document: Doc) => Doc): Stage =>
  perChunk((documents) =>
    documents.map((document) => {
      step();
      return map(document);
    }),
  );

/** Every document of the input, counted by the stage's memory. */
export async function collectAll(input: Chunks, memory?: StageMemory): Promise<Doc[]> {
  const all: Doc[] = [];
  for await (const documents of input) {
    for (const document of documents) {
      memory?.grow(sizeOf(document));
      all.push(document);
    }
  }
  return all;
}

/** Documents in chunks. */
export function* inChunks(documents: readonly Doc[]): Generator<readonly Doc[]> {
  for (let at = 0; at < documents.length; at += CHUNK) yield documents.slice(at, at + CHUNK);
}
