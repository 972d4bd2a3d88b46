import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import { typeAlias } from '../../query/types.ts';
import { compileExpression, type ExpressionOptions, variablesOf } from '../expressions/compile.ts';
import { perDocument, type StageCompiler } from '../stage.ts';

/** `$replaceRoot: {newRoot: expression}` */
export const replaceRoot: StageCompiler = (operand, { options, step }) => {
  if (!isDoc(operand))
    throw locationError(40229, 'expected an object as specification for $replaceRoot stage');
  for (const key of operand.keys())
    if (key !== 'newRoot') throw locationError(40415, `unknown argument to $replaceRoot: ${key}`);
  const newRoot = operand.get('newRoot');
  if (newRoot === undefined) throw locationError(40231, 'no newRoot specified for the $replaceRoot stage');
  return perDocument(step, compileReplaceRoot(newRoot, options));
};

/** `$replaceWith: expression` */
export const replaceWith: StageCompiler = (operand, { options, step }) =>
  perDocument(step, compileReplaceRoot(operand, options));

/** The stage for one document. */
export function compileReplaceRoot(operand: Value, options: ExpressionOptions): (document: Doc) => Doc {
  const expression = compileExpression(operand, options);
  const variables = variablesOf(options);
  return (document) => {
    const root = expression({ root: document, variables });
    if (isDoc(root)) return root;
    throw locationError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was: ${show(root)}. ` +
        `Type of resulting value: '${typeAlias(root)}'.`,
    );
  };
}
