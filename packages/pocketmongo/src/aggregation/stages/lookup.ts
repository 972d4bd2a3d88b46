import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { Draft } from '../../update/draft.ts';
import { checkPipeline } from '../check-pipeline.ts';
import { compileExpression, evaluate } from '../expressions/compile.ts';
import type { Expression } from '../expressions/expression.ts';
import { splitPath, valueAt } from '../expressions/field-path.ts';
import { checkName } from '../expressions/variables.ts';
import { collectAll, type StageCompiler, type StageContext } from '../stage.ts';

interface Lookup {
  from: string | undefined;
  as: readonly string[];
  local: readonly string[] | undefined;
  foreign: string | undefined;
  pipeline: readonly Doc[];
  variables: ReadonlyMap<string, Expression>;
}

const FIELDS = new Set(['from', 'as', 'localField', 'foreignField', 'let', 'pipeline']);

/** `$lookup` by fields, by pipeline, or both; the other collection is asked once per document, through its indexes. */
export const lookup: StageCompiler = (operand, context) => {
  const plan = parse(operand, context);
  return async function* (input) {
    const { options, step } = context;
    const variables = new Map(options.variables);
    for (const name of plan.variables.keys()) variables.set(name, undefined);
    const read = context.prepareRead(plan.from, plan.pipeline, variables, '$lookup');
    for await (const documents of input) {
      const joined: Doc[] = [];
      for (const document of documents) {
        step();
        bind(variables, document, plan, options);
        const found = await collectAll(read(plan.local === undefined ? undefined : equality(document, plan)));
        const draft = new Draft(document);
        draft.set(plan.as, found);
        joined.push(draft.root);
      }
      yield joined;
    }
  };
};

/** The variables of the command or of the stages around may have changed, too. */
function bind(
  variables: Map<string, Value | undefined>,
  document: Doc,
  plan: Lookup,
  options: StageContext['options'],
): void {
  for (const [name, value] of options.variables ?? []) variables.set(name, value);
  for (const [name, expression] of plan.variables)
    variables.set(name, evaluate(expression, document, options));
}

/** Finds documents whose foreign field equals the local one, or any of its elements. */
function equality(document: Doc, { local = [], foreign = '' }: Lookup): Doc {
  const value = valueAt(document, local, 0) ?? null;
  const test = Array.isArray(value) ? doc({ $in: value }) : doc({ $eq: value });
  return doc({ [foreign]: test });
}

function parse(operand: Value, context: StageContext): Lookup {
  const { options } = context;
  if (!isDoc(operand)) throw commandError('FailedToParse', 'the $lookup specification must be an object');
  for (const field of operand.keys()) {
    if (!FIELDS.has(field)) throw commandError('FailedToParse', `unknown argument to $lookup: ${field}`);
  }
  const [from, as] = [operand.get('from'), operand.get('as')];
  const [local, foreign] = [operand.get('localField'), operand.get('foreignField')];
  const pipeline = operand.get('pipeline') ?? [];
  if (typeof from !== 'string' && (from !== undefined || !startsWithDocuments(pipeline)))
    throw commandError('FailedToParse', "missing 'from' option to $lookup stage specification");
  if (typeof as !== 'string') throw commandError('FailedToParse', "must specify 'as' field for a $lookup");
  if (
    (local === undefined) !== (foreign === undefined) ||
    (local === undefined && !operand.has('pipeline'))
  ) {
    throw commandError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  }
  if (!Array.isArray(pipeline))
    throw commandError('TypeMismatch', "'pipeline' option must be specified as an array");
  const stages = checkPipeline(pipeline);
  const variables = parseVariables(operand.get('let'), options);
  const names = Array.from(variables.keys(), (name): [string, undefined] => [name, undefined]);
  const inner = new Map<string, Value | undefined>([...(options.variables ?? []), ...names]);
  context.check(stages, {
    ...context,
    collection: from,
    within: '$lookup',
    options: { ...options, variables: inner },
  });
  return {
    from,
    as: splitPath(as),
    local: typeof local === 'string' ? splitPath(local) : undefined,
    foreign: typeof foreign === 'string' ? splitPath(foreign).join('.') : undefined,
    pipeline: stages,
    variables,
  };
}

const startsWithDocuments = (pipeline: Value): boolean =>
  Array.isArray(pipeline) && isDoc(pipeline[0]) && pipeline[0].has('$documents');

function parseVariables(
  definitions: Value | undefined,
  options: StageContext['options'],
): Map<string, Expression> {
  if (definitions === undefined) return new Map();
  if (!isDoc(definitions)) throw commandError('FailedToParse', "$lookup argument 'let' must be an object");
  return new Map(
    Array.from(definitions, ([name, value]) => {
      checkName(name);
      return [name, compileExpression(value, options)];
    }),
  );
}
