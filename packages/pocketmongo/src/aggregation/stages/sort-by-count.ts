import { doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { StageCompiler } from '../stage.ts';
import { group } from './group.ts';
import { sort } from './sort.ts';

/** `$sortByCount: expression` */
export const sortByCount: StageCompiler = (operand, context, name) => {
  checkExpression(operand);
  const grouping = group(doc({ _id: operand, count: doc({ $sum: 1 }) }), context, name);
  const sorting = sort(doc({ count: -1 }), context, name);
  return (input) => sorting(grouping(input));
};

/** What is counted must be read from the documents: a path or an expression. */
function checkExpression(operand: Value): void {
  if (isDoc(operand)) {
    if ([...operand.keys()][0]?.startsWith('$') !== true)
      throw locationError(
        40147,
        'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
      );
  } else if (typeof operand !== 'string') {
    throw locationError(40149, 'the sortByCount field must be specified as a string or as an object');
  } else if (!operand.startsWith('$')) {
    throw locationError(
      40148,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  }
}
