import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { valuesAtPath } from '../../query/paths.ts';
import { typeAlias } from '../../query/types.ts';
import { checkPipeline } from '../check-pipeline.ts';
import { compileExpression, evaluate } from '../expressions/compile.ts';
import { type Expression, isNullish } from '../expressions/expression.ts';
import { checkName } from '../expressions/variables.ts';
import { withField } from '../with-field.ts';
import { collectAll, inside, type StageCompiler, type StageContext } from '../stage.ts';

interface Lookup {
  from: string | undefined;
  as: readonly string[];
  local: string | undefined;
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
        joined.push(withField(document, plan.as, found));
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

/** Finds documents whose foreign field equals the local one, or any of its elements; no value at all, an empty array too, is null. */
function equality(document: Doc, { local = '', foreign = '' }: Lookup): Doc {
  const found = valuesAtPath(document, local);
  const values = found.length > 0 ? found : [null];
  return doc({ [foreign]: values.length === 1 ? doc({ $eq: values[0] ?? null }) : doc({ $in: values }) });
}

function parse(operand: Value, context: StageContext): Lookup {
  const { options } = context;
  if (!isDoc(operand)) throw commandError('FailedToParse', 'the $lookup specification must be an object');
  for (const field of operand.keys())
    if (!FIELDS.has(field)) throw locationError(40415, `BSON field '$lookup.${field}' is an unknown field.`);
  const given = operand.get('pipeline');
  if (given !== undefined && !Array.isArray(given))
    throw commandError('TypeMismatch', "'pipeline' option must be specified as an array");
  const from = operand.get('from');
  if (!isNullish(from) && typeof from !== 'string')
    throw commandError('FailedToParse', `$lookup 'from' must be a string, found ${typeAlias(from)}`);
  const as = textOf(operand, 'as');
  const [local, foreign] = [textOf(operand, 'localField'), textOf(operand, 'foreignField')];
  if (isNullish(from) && !startsWithDocuments(given))
    throw commandError('FailedToParse', "missing 'from' option to $lookup stage specification");
  if (as === undefined) throw locationError(40414, "BSON field '$lookup.as' is missing but a required field");
  if ((local === undefined) !== (foreign === undefined) || (local === undefined && given === undefined))
    throw commandError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  const variables = parseVariables(operand.get('let'), given, options);
  const stages = checkPipeline(given ?? []);
  const other = from ?? undefined;
  checkSubPipeline(stages, other, variables, context);
  return {
    from: other,
    as: checkedParts(as),
    local: local === undefined ? undefined : checkedParts(local).join('.'),
    foreign: foreign === undefined ? undefined : checkedParts(foreign).join('.'),
    pipeline: stages,
    variables,
  };
}

/** A name or a path; null stands for none. */
function textOf(operand: Doc, field: string): string | undefined {
  const value = operand.get(field);
  if (isNullish(value)) return undefined;
  if (typeof value === 'string') return value;
  throw commandError('TypeMismatch', `$lookup '${field}' must be a string, found ${typeAlias(value)}`);
}

function checkSubPipeline(
  stages: readonly Doc[],
  from: string | undefined,
  variables: ReadonlyMap<string, Expression>,
  context: StageContext,
): void {
  const { options } = context;
  const names = Array.from(variables.keys(), (name): [string, undefined] => [name, undefined]);
  const inner = new Map<string, Value | undefined>([...(options.variables ?? []), ...names]);
  context.check(stages, {
    ...inside(context, '$lookup'),
    collection: from,
    options: { ...options, variables: inner },
  });
}

const startsWithDocuments = (pipeline: Value | undefined): boolean =>
  Array.isArray(pipeline) && isDoc(pipeline[0]) && pipeline[0].has('$documents');

function parseVariables(
  definitions: Value | undefined,
  pipeline: Value | undefined,
  options: StageContext['options'],
): Map<string, Expression> {
  if (isNullish(definitions)) return new Map();
  if (!isDoc(definitions)) throw commandError('TypeMismatch', "$lookup argument 'let' must be an object");
  if (pipeline === undefined)
    throw commandError('FailedToParse', "$lookup with a 'let' argument must also specify 'pipeline'");
  return new Map(
    Array.from(definitions, ([name, value]) => {
      checkName(name);
      return [name, compileExpression(value, options)];
    }),
  );
}
