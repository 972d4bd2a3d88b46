import { ObjectId, doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { sameCollation, storedCollation } from '../../collation/spec.ts';
import { CommandError, commandError, locationError } from '../../errors.ts';
import type { UpdateRequest, WriteUnit } from '../../engine.ts';
import { show } from '../../query/show.ts';
import { typeAlias } from '../../query/types.ts';
import { checkPipeline } from '../check-pipeline.ts';
import { compileExpression, evaluate, type ExpressionOptions } from '../expressions/compile.ts';
import type { Expression } from '../expressions/expression.ts';
import { isNullish } from '../expressions/expression.ts';
import { splitPath, valueAt } from '../expressions/field-path.ts';
import { checkName } from '../expressions/variables.ts';
import { operandError, stageFields } from '../operand.ts';
import { compilePipelineUpdate } from '../pipeline-update.ts';
import { type StageCompiler, type StageContext } from '../stage.ts';
import { writeInBatches } from '../../writes/in-batches.ts';
import { checked, writeOperation } from './out.ts';

const MATCHED = ['replace', 'keepExisting', 'merge', 'fail'] as const;
const NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

interface Merge {
  database: string;
  collection: string;
  on: readonly string[];
  matched: (typeof MATCHED)[number] | readonly Doc[];
  notMatched: (typeof NOT_MATCHED)[number];
  variables: ReadonlyMap<string, Expression>;
}

/** `$merge`: writes the result into a collection, document by document; what is written stays when a later one fails */
export const merge: StageCompiler = (operand, context, name) => {
  const plan = parse(operand, context, name);
  context.checkWritable(plan.database);
  return async function* (input) {
    const namespace = `${plan.database}.${plan.collection}`;
    checkUnique(plan, context, namespace);
    for await (const documents of input) {
      await writeInBatches(context.engine, writeOperation(context), documents, (unit, document) => {
        context.step();
        mergeOne(unit, namespace, document, plan, context.options);
      });
    }
    yield [];
  };
};

function mergeOne(
  unit: WriteUnit,
  namespace: string,
  given: Doc,
  plan: Merge,
  options: ExpressionOptions,
): void {
  const document = given.has('_id') ? given : new Map<string, Value>([['_id', new ObjectId()], ...given]);
  const filter = doc({ $and: plan.on.map((path) => doc({ [path]: doc({ $eq: onValue(document, path) }) })) });
  if (plan.matched === 'fail') {
    unit.insert(namespace, document);
    return;
  }
  const outcome = unit.update(namespace, {
    query: { filter },
    multi: false,
    apply: change(given, plan, options),
    upsert: plan.notMatched === 'insert' ? () => document : undefined,
  });
  if (outcome.matched === 0 && plan.notMatched === 'fail') {
    throw new CommandError(
      13113,
      'MergeStageNoMatchingDocument',
      '$merge could not find a matching document in the target collection for at least one document in the source collection',
    );
  }
}

function onValue(document: Doc, path: string): Value {
  const value = valueAt(document, splitPath(path), 0);
  if (isNullish(value) || Array.isArray(value)) {
    throw locationError(
      51132,
      `$merge write error: 'on' field '${path}' cannot be missing, null, undefined or an array`,
    );
  }
  return value;
}

function change(
  document: Doc,
  { matched, variables }: Merge,
  options: ExpressionOptions,
): UpdateRequest['apply'] {
  switch (matched) {
    case 'replace':
      return (present) => withIdOf(present, document);
    case 'merge':
      return (present) => new Map([...present, ...document]);
    case 'keepExisting':
    case 'fail':
      return () => undefined;
    default: {
      const bound = new Map(options.variables);
      for (const [name, expression] of variables) bound.set(name, evaluate(expression, document, options));
      return compilePipelineUpdate(matched, { ...options, variables: bound });
    }
  }
}

function withIdOf(present: Doc, document: Doc): Doc {
  const id = present.get('_id');
  return id === undefined || document.has('_id') ? document : new Map([['_id', id], ...document]);
}

/** The fields of `on` together must be unique, or a document could merge into several. */
function checkUnique({ on }: Merge, { engine, options }: StageContext, namespace: string): void {
  if (on.length === 1 && on[0] === '_id') return;
  const wanted = new Set(on);
  const found = (engine.indexes(namespace) ?? []).some((spec) => {
    const key = spec.get('key');
    const unique = spec.get('unique') === true && !spec.has('partialFilterExpression');
    const collation = storedCollation(spec);
    return (
      sameCollation(collation, options.collation) &&
      unique &&
      isDoc(key) &&
      key.size === wanted.size &&
      [...key.keys()].every((path) => wanted.has(path))
    );
  });
  if (!found) throw locationError(51183, 'Cannot find index to verify that join fields will be unique');
}

function parse(operand: Value, { database, options }: StageContext, name: string): Merge {
  const fields =
    typeof operand === 'string'
      ? doc({ into: operand })
      : stageFields(operand, name, ['into', 'on', 'let', 'whenMatched', 'whenNotMatched']);
  const into = fields.get('into');
  const target = isDoc(into)
    ? { database: into.get('db') ?? database, collection: into.get('coll') }
    : { database, collection: into };
  if (typeof target.database !== 'string' || typeof target.collection !== 'string') {
    throw operandError('$merge', 'missing', "$merge needs 'into': a collection name or { db, coll }");
  }
  const matched = matchedOf(fields.get('whenMatched') ?? 'merge');
  const notMatched = NOT_MATCHED.find((one) => one === (fields.get('whenNotMatched') ?? 'insert'));
  if (notMatched === undefined) throw badValue('whenNotMatched', fields.get('whenNotMatched'));
  if (matched === 'fail' && notMatched !== 'insert') {
    throw commandError('FailedToParse', "$merge with whenMatched 'fail' takes whenNotMatched 'insert' only");
  }
  const variables = variablesOf(fields.get('let') ?? doc({ new: '$$ROOT' }), options);
  if (typeof matched !== 'string') {
    const names = new Map(Array.from(variables.keys(), (one): [string, undefined] => [one, undefined]));
    compilePipelineUpdate(matched, {
      ...options,
      variables: new Map([...(options.variables ?? []), ...names]),
    });
  }
  const { collection } = checked({ database: target.database, collection: target.collection });
  return {
    database: target.database,
    collection,
    on: onOf(fields.get('on')),
    matched,
    notMatched,
    variables,
  };
}

const badValue = (field: string, value: Value | undefined): CommandError =>
  commandError('BadValue', `Enumeration value '${show(value)}' for field '${field}' is not a valid value.`);

function matchedOf(value: Value): Merge['matched'] {
  if (Array.isArray(value)) return checkPipeline(value);
  const mode = MATCHED.find((one) => one === value);
  if (mode === undefined) throw badValue('whenMatched', value);
  return mode;
}

function onOf(value: Value | undefined): string[] {
  if (value === undefined) return ['_id'];
  const paths = Array.isArray(value) ? value : [value];
  if (paths.length === 0)
    throw locationError(51187, "If explicitly specifying $merge 'on', must include at least one field");
  return paths.map((path) => {
    if (typeof path === 'string') return path;
    throw Array.isArray(value)
      ? locationError(51134, `$merge 'on' array elements must be strings, but found ${typeAlias(path)}`)
      : locationError(51186, "$merge 'on' field must be either a string or an array of strings");
  });
}

function variablesOf(definitions: Value, options: ExpressionOptions): Map<string, Expression> {
  if (!isDoc(definitions)) throw commandError('FailedToParse', "$merge 'let' must be an object");
  return new Map(
    Array.from(definitions, ([name, value]) => {
      checkName(name);
      return [name, compileExpression(value, options)];
    }),
  );
}
