import { compareValues } from '../../bson/compare.ts';
import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import { typeBracket } from '../../query/types.ts';
import type { StageCompiler } from '../stage.ts';
import { isExpression } from './bucket-auto.ts';
import { group } from './group.ts';
import { sort } from './sort.ts';

/** `$bucket` by fixed boundaries: a `$group` by the lower bound that each document falls under. */
export const bucket: StageCompiler = (operand, context, name) => {
  if (!isDoc(operand)) throw locationError(40201, 'Argument to $bucket stage must be an object');
  checkOptions(operand);
  const groupBy = operand.get('groupBy');
  if (groupBy === undefined || !operand.has('boundaries'))
    throw locationError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  if (!isExpression(groupBy))
    throw locationError(
      40202,
      `The $bucket 'groupBy' field must be a $-prefixed path or an expression: ${show(groupBy)}`,
    );
  const boundaries = checkBoundaries(operand.get('boundaries'));
  const choice = doc({ branches: branches(groupBy, boundaries) });
  const fallback = operand.get('default');
  checkDefault(fallback, boundaries);
  if (fallback !== undefined) choice.set('default', doc({ $literal: fallback }));
  const output = operand.get('output');
  const fields = isDoc(output) ? output : doc({ count: doc({ $sum: 1 }) });
  const grouping = group(
    new Map<string, Value>([['_id', doc({ $switch: choice })], ...fields]),
    context,
    name,
  );
  const sorting = sort(doc({ _id: 1 }), context, name);
  return (input) => sorting(grouping(input));
};

function checkOptions(operand: Doc): void {
  for (const key of operand.keys()) {
    if (!['groupBy', 'boundaries', 'default', 'output'].includes(key))
      throw locationError(40197, `Unrecognized option to $bucket: ${key}.`);
  }
  const output = operand.get('output');
  if (output !== undefined && !isDoc(output))
    throw locationError(40196, "The $bucket 'output' field must be an object");
}

/** What is in no bucket has to lie below the first bound or at the last or above. */
function checkDefault(fallback: Value | undefined, boundaries: readonly Value[]): void {
  const [first = null] = boundaries;
  const last = boundaries.at(-1) ?? null;
  if (fallback === undefined || compareValues(fallback, first) < 0 || compareValues(fallback, last) >= 0)
    return;
  throw locationError(
    40199,
    "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
  );
}

function branches(groupBy: Value, boundaries: readonly Value[]): Doc[] {
  return boundaries.slice(0, -1).map((lower, index) => {
    const upper = boundaries[index + 1] ?? null;
    const within = [
      doc({ $gte: [groupBy, doc({ $literal: lower })] }),
      doc({ $lt: [groupBy, doc({ $literal: upper })] }),
    ];
    return doc({ case: doc({ $and: within }), then: doc({ $literal: lower }) });
  });
}

function checkBoundaries(boundaries: Value | undefined): readonly Value[] {
  if (!Array.isArray(boundaries))
    throw locationError(40200, "The $bucket 'boundaries' field must be an array");
  if (boundaries.length < 2)
    throw locationError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  boundaries.forEach((value, index) => {
    const before = boundaries[index - 1];
    if (before !== undefined && typeBracket(before) !== typeBracket(value))
      throw locationError(
        40193,
        "All values in the the 'boundaries' option to $bucket must have the same type",
      );
    if (before !== undefined && compareValues(before, value) >= 0) {
      throw locationError(40194, "The 'boundaries' option to $bucket must be sorted");
    }
  });
  return boundaries;
}
