import { ObjectId, doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { sameCollation, storedCollation } from '../../collation/spec.ts';
import { CommandError, locationError } from '../../errors.ts';
import type { WriteUnit } from '../../engine.ts';
import type { UpdateRequest } from '../../execution/requests.ts';
import { fillEmptyTimestamps } from '../../records/empty-timestamps.ts';
import { evaluate, type ExpressionOptions } from '../expressions/compile.ts';
import { isNullish } from '../expressions/expression.ts';
import { valueAt } from '../expressions/field-path.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { compilePipelineUpdate } from '../pipeline-update.ts';
import { type StageCompiler, type StageContext } from '../stage.ts';
import { writeInBatches } from '../../writes/in-batches.ts';
import { type MergeOptions, parseMerge } from './merge-options.ts';
import { writeOperation } from './written-collection.ts';

/** `$merge`: writes the result into a collection, document by document; what is written stays when a later one fails */
export const merge: StageCompiler = (operand, context) => {
  const plan = parseMerge(operand, context.database, context.options);
  const target = `${plan.database}.${plan.collection}`;
  context.checkWritable(target, [
    ...(plan.notMatched === 'insert' ? ['insert' as const] : []),
    ...(plan.matched === 'fail' || plan.matched === 'keepExisting' ? [] : ['update' as const]),
  ]);
  checkUnique(plan, context, target);
  return async function* (input) {
    for await (const documents of input) {
      await writeInBatches(context.engine, writeOperation(context), documents, (unit, document) => {
        context.step();
        mergeOne(unit, target, document, plan, context.options);
      });
    }
    yield [];
  };
};

function mergeOne(
  unit: WriteUnit,
  namespace: string,
  given: Doc,
  plan: MergeOptions,
  options: ExpressionOptions,
): void {
  const document = given.has('_id') ? given : new Map<string, Value>([['_id', new ObjectId()], ...given]);
  const filter = doc({ $and: plan.on.map((path) => doc({ [path]: doc({ $eq: onValue(document, path) }) })) });
  if (plan.matched === 'fail') {
    unit.insert(namespace, document);
    return;
  }
  const outcome = unit.update(namespace, {
    query: { filter, collation: options.collation },
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
  const value = valueAt(document, checkedParts(path), 0);
  if (Array.isArray(value))
    throw locationError(51185, `$merge write error: 'on' field '${path}' cannot be an array`);
  if (isNullish(value))
    throw locationError(
      51132,
      `$merge write error: 'on' field '${path}' cannot be missing, null or undefined`,
    );
  return value;
}

function change(
  document: Doc,
  { matched, variables }: MergeOptions,
  options: ExpressionOptions,
): UpdateRequest['apply'] {
  switch (matched) {
    case 'replace':
      return (present) => fillEmptyTimestamps(withIdOf(present, document));
    case 'merge':
      return (present) => new Map([...present, ...fillEmptyTimestamps(document)]);
    case 'keepExisting':
    case 'fail':
      return () => undefined;
    default: {
      const bound = new Map(options.variables);
      for (const [name, expression] of variables) {
        const value = evaluate(expression, document, options);
        if (value !== undefined) bound.set(name, value);
      }
      const change = compilePipelineUpdate(matched, { ...options, variables: bound });
      return (present) => fillEmptyTimestamps(withIdOf(present, change(present)));
    }
  }
}

function withIdOf(present: Doc, document: Doc): Doc {
  const id = present.get('_id');
  return id === undefined || document.has('_id') ? document : new Map([['_id', id], ...document]);
}

/** The fields of `on` together must be unique, or a document could merge into several. */
function checkUnique({ on }: MergeOptions, { engine, options }: StageContext, namespace: string): void {
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
