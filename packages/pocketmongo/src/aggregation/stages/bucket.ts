import { compareValues } from '../../bson/compare.ts';
import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { StageCompiler } from '../stage.ts';
import { group } from './group.ts';
import { sort } from './sort.ts';

/** `$bucket` by fixed boundaries: a `$group` by the lower bound that each document falls under. */
export const bucket: StageCompiler = (operand, context, name) => {
  if (!isDoc(operand)) throw locationError(40201, 'Argument to $bucket stage must be an object');
  const groupBy = operand.get('groupBy');
  if (groupBy === undefined)
    throw locationError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  const choice = doc({ branches: branches(groupBy, checkBoundaries(operand.get('boundaries'))) });
  const fallback = operand.get('default');
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
    if (before !== undefined && compareValues(before, value) >= 0) {
      throw locationError(40194, "The 'boundaries' option to $bucket must be sorted");
    }
  });
  return boundaries;
}
