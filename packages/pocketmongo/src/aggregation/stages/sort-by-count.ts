import { doc } from '../../bson/values.ts';
import type { StageCompiler } from '../stage.ts';
import { group } from './group.ts';
import { sort } from './sort.ts';

/** `$sortByCount: expression` */
export const sortByCount: StageCompiler = (operand, context, name) => {
  const grouping = group(doc({ _id: operand, count: doc({ $sum: 1 }) }), context, name);
  const sorting = sort(doc({ count: -1 }), context, name);
  return (input) => sorting(grouping(input));
};
