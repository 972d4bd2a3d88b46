import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { parseProjection } from '../../projection/parse.ts';
import { project } from '../../projection/tree.ts';
import { type ExpressionOptions, variablesOf } from '../expressions/compile.ts';
import { perDocument, type StageCompiler } from '../stage.ts';
import { setTextScore, textScore } from '../text-score.ts';

/** `$project` */
export const projectStage: StageCompiler = (operand, { options, step }) =>
  perDocument(step, compileProject(operand, options));

/** The stage for one document. */
export function compileProject(operand: Value, options: ExpressionOptions): (document: Doc) => Doc {
  if (!isDoc(operand)) throw locationError(15969, '$project specification must be an object');
  if (operand.size === 0)
    throw locationError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const { root, rest } = parseProjection(operand, options, refusePositional);
  const variables = variablesOf(options);
  return (document) =>
    setTextScore(project(document, root, rest, { root: document, variables }), textScore(document));
}

/** Only a find knows the element that its filter has matched. */
function refusePositional(path: string): undefined {
  if (path.endsWith('.$'))
    throw locationError(31324, 'Cannot use positional projection in aggregation projection');
}
