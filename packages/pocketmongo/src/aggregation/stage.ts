import type { Doc, Value } from '../bson/values.ts';
import type { ExpressionOptions } from './expressions/compile.ts';

/** Documents on their way through a pipeline, some at a time. */
export type Chunks = AsyncIterable<readonly Doc[]> | Iterable<readonly Doc[]>;

/** A compiled stage. */
export type Stage = (input: Chunks) => Chunks;

/** What a stage may need beside its operand. */
export interface StageContext {
  options: ExpressionOptions;
  /** Runs a pipeline over another collection of the database, with variables: for `$lookup` and `$unionWith`. */
  readCollection: (
    collection: string,
    pipeline: readonly Doc[],
    variables: ReadonlyMap<string, Value | undefined>,
  ) => Chunks;
  /** Compiles stages that run inside this one. */
  subPipeline: (pipeline: readonly Value[], context: StageContext) => Stage;
}

/** Checks the operand and compiles the stage. */
export type StageCompiler = (operand: Value, context: StageContext, name: string) => Stage;

const CHUNK = 1_000;

/** A stage that makes each chunk into another. */
export function perChunk(map: (documents: readonly Doc[]) => readonly Doc[]): Stage {
  return async function* (input) {
    for await (const documents of input) yield map(documents);
  };
}

/** A stage that makes each document into another. */
export const perDocument = (map: (document: Doc) => Doc): Stage =>
  perChunk((documents) => documents.map(map));

/** Every document of the input. */
export async function collectAll(input: Chunks): Promise<Doc[]> {
  const all: Doc[] = [];
  for await (const documents of input) for (const document of documents) all.push(document);
  return all;
}

/** Documents in chunks. */
export function* inChunks(documents: readonly Doc[]): Generator<readonly Doc[]> {
  for (let at = 0; at < documents.length; at += CHUNK) yield documents.slice(at, at + CHUNK);
}
