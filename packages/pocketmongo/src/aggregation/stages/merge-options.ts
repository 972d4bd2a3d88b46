import { doc, isDoc, type Doc, type Value } from '../../bson/values.ts';
import { type CommandError, commandError, locationError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import { typeAlias } from '../../query/types.ts';
import { checkPipeline } from '../check-pipeline.ts';
import { compileExpression, type ExpressionOptions } from '../expressions/compile.ts';
import { type Expression, isNullish } from '../expressions/expression.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { checkName } from '../expressions/variables.ts';
import { operandError, stageFields } from '../operand.ts';
import { compilePipelineUpdate } from '../pipeline-update.ts';
import { checkWritten, type Written } from './written-collection.ts';

const MATCHED = ['replace', 'keepExisting', 'merge', 'fail'] as const;
const NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

/** The operand of `$merge`. */
export interface MergeOptions extends Written {
  on: readonly string[];
  matched: (typeof MATCHED)[number] | readonly Doc[];
  notMatched: (typeof NOT_MATCHED)[number];
  variables: ReadonlyMap<string, Expression>;
}

export function parseMerge(operand: Value, database: string, options: ExpressionOptions): MergeOptions {
  if (typeof operand !== 'string' && !isDoc(operand))
    throw commandError(
      'TypeMismatch',
      `$merge only supports a string or object, found ${typeAlias(operand)}`,
    );
  const fields =
    typeof operand === 'string'
      ? doc({ into: operand })
      : stageFields(operand, '$merge', ['into', 'on', 'let', 'whenMatched', 'whenNotMatched']);
  const target = targetOf(fields, database);
  const matched = matchedOf(fields.get('whenMatched'));
  const notMatched = notMatchedOf(fields.get('whenNotMatched') ?? 'insert');
  if ((matched === 'fail' || matched === 'keepExisting') && notMatched !== 'insert')
    throw locationError(
      51181,
      `Combination of $merge modes 'whenMatched: ${matched}' and 'whenNotMatched: ${notMatched}' is not supported`,
    );
  const given = fields.get('let') ?? undefined;
  if (given !== undefined && typeof matched === 'string')
    throw locationError(51199, "Cannot use 'let' variables with a 'whenMatched' that is no pipeline");
  const variables = variablesOf(given, options);
  if (typeof matched !== 'string') {
    const names = new Map(Array.from(variables.keys(), (one): [string, undefined] => [one, undefined]));
    compilePipelineUpdate(matched, {
      ...options,
      variables: new Map([...(options.variables ?? []), ...names]),
    });
  }
  return { ...target, on: onOf(fields.get('on')), matched, notMatched, variables };
}

function targetOf(fields: Doc, database: string): Written {
  const into = fields.get('into');
  if (into === undefined) throw operandError('$merge', 'missing', "$merge requires 'into'");
  if (into === '') throw locationError(5786800, "$merge requires 'into' to be no empty string");
  if (typeof into === 'string') return checkWritten({ database, collection: into }, '$merge');
  if (!isDoc(into))
    throw locationError(51178, `$merge 'into' must be a string or an object, found ${typeAlias(into)}`);
  for (const name of into.keys())
    if (name !== 'db' && name !== 'coll')
      throw locationError(40415, `BSON field '$merge.into.${name}' is an unknown field.`);
  const [db, collection] = [into.get('db'), into.get('coll')];
  if (!isNullish(db) && typeof db !== 'string')
    throw commandError('TypeMismatch', `'db' of $merge's 'into' must be a string, found ${typeAlias(db)}`);
  if (isNullish(collection)) throw locationError(5786801, "$merge requires 'into.coll'");
  if (typeof collection !== 'string')
    throw commandError(
      'TypeMismatch',
      `'coll' of $merge's 'into' must be a string, found ${typeAlias(collection)}`,
    );
  return checkWritten({ database: isNullish(db) || db === '' ? database : db, collection }, '$merge');
}

const badValue = (field: string, value: Value): CommandError =>
  commandError('BadValue', `Enumeration value '${show(value)}' for field '${field}' is not a valid value.`);

function matchedOf(value: Value | undefined): MergeOptions['matched'] {
  if (value === undefined) return 'merge';
  if (Array.isArray(value)) return checkPipeline(value);
  if (typeof value !== 'string')
    throw locationError(51191, "$merge 'whenMatched' must be either a string or an array");
  const mode = MATCHED.find((one) => one === value);
  if (mode === undefined) throw badValue('whenMatched', value);
  return mode;
}

function notMatchedOf(value: Value): MergeOptions['notMatched'] {
  if (typeof value !== 'string')
    throw commandError('TypeMismatch', `$merge 'whenNotMatched' must be a string, found ${typeAlias(value)}`);
  const mode = NOT_MATCHED.find((one) => one === value);
  if (mode === undefined) throw badValue('whenNotMatched', value);
  return mode;
}

function onOf(value: Value | undefined): string[] {
  if (value === undefined) return ['_id'];
  if (typeof value !== 'string' && !Array.isArray(value))
    throw locationError(51186, "$merge 'on' field must be either a string or an array of strings");
  const paths = Array.isArray(value) ? value : [value];
  if (paths.length === 0)
    throw locationError(51187, "If explicitly specifying $merge 'on', must include at least one field");
  const on = paths.map((path) => {
    if (typeof path !== 'string')
      throw locationError(51134, `$merge 'on' array elements must be strings, but found ${typeAlias(path)}`);
    checkedParts(path);
    return path;
  });
  if (new Set(on).size < on.length) throw locationError(31465, `Found a duplicate field in $merge 'on'`);
  return on;
}

/** `$$new` is always the document of the pipeline. */
function variablesOf(given: Value | undefined, options: ExpressionOptions): Map<string, Expression> {
  if (given !== undefined && !isDoc(given))
    throw commandError('TypeMismatch', `$merge 'let' must be an object, found ${typeAlias(given)}`);
  const definitions = new Map<string, Value>([['new', '$$ROOT'], ...(given ?? [])]);
  if (definitions.get('new') !== '$$ROOT')
    throw locationError(51273, "$merge 'let' may not define 'new' as anything but '$$ROOT'");
  return new Map(
    Array.from(definitions, ([name, value]) => {
      checkName(name);
      return [name, compileExpression(value, options)];
    }),
  );
}
