import type { Doc, Value } from '../bson/values.ts';
import { CommandError, commandError, locationError } from '../errors.ts';
import { checkPipeline } from './check-pipeline.ts';
import { checkPlaces } from './places.ts';
import type { Stage, StageContext } from './stage.ts';
import { SOURCE_STAGES, STAGES, UNSUPPORTED_STAGES } from './stages.ts';

/** Stages of Atlas search, with the code that other servers answer them with. */
const SEARCH_STAGES = new Set(['$listSearchIndexes', '$search', '$searchMeta', '$vectorSearch']);

/** Compiles a pipeline; every operand is checked before the first document comes. */
export function compilePipeline(pipeline: readonly Value[], context: StageContext): Stage {
  const stages = checkPipeline(pipeline).flatMap((stage) =>
    Array.from(stage, ([name, operand]) => compileStage(name, operand, context)),
  );
  return (input) => stages.reduce((chunks, stage) => stage(chunks), input);
}

/** Checks a whole pipeline, its first stage included: the names, where they stand, and the operands. */
export function validatePipeline(pipeline: readonly Doc[], context: StageContext): void {
  checkPlaces(pipeline, context);
  const { source, rest } = splitSource(pipeline);
  if (source !== undefined) source.compile(context);
  compilePipeline(rest, context);
}

/** A stage that makes documents itself, at the start of a pipeline, and the stages behind it. */
export function splitSource(pipeline: readonly Doc[]) {
  const [first] = pipeline;
  const [[name, operand] = ['', null]] = first ?? [];
  const stage = SOURCE_STAGES.get(name);
  if (stage === undefined) return { source: undefined, rest: pipeline };
  const compile = (context: StageContext) => stage.compile(operand, context, name);
  return { source: { over: stage.over, compile }, rest: pipeline.slice(1) };
}

function compileStage(name: string, operand: Value, context: StageContext): Stage {
  const compiler = STAGES.get(name);
  if (compiler !== undefined) return compiler(operand, context, name);
  if (SEARCH_STAGES.has(name)) {
    throw new CommandError(
      31082,
      'SearchNotEnabled',
      `Atlas search is not supported by this server: ${name}`,
    );
  }
  if (name === '$changeStream')
    throw locationError(40602, '$changeStream is only valid as the first stage in a pipeline');
  if (name === '$changeStreamSplitLargeEvent')
    throw commandError('IllegalOperation', `${name} can only be used in a $changeStream pipeline`);
  if (UNSUPPORTED_STAGES.has(name)) throw commandError('CommandNotSupported', `${name} is not supported`);
  throw unknownStage(name);
}

/** Whether there is a stage of this name, here or elsewhere. */
export const isKnownStage = (name: string): boolean =>
  [STAGES, SOURCE_STAGES, SEARCH_STAGES, UNSUPPORTED_STAGES].some((stages) => stages.has(name));

export const unknownStage = (name: string): Error =>
  locationError(40324, `Unrecognized pipeline stage name: '${name}'`);
