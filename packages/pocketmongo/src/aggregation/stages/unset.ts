import type { Doc, Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { branch, place, project } from '../../projection/tree.ts';
import { perDocument, type StageCompiler } from '../stage.ts';
import { setTextScore, textScore } from '../text-score.ts';

/** `$unset` */
export const unset: StageCompiler = (operand, { step }) => perDocument(step, compileUnset(operand));

/** The stage for one document. */
export function compileUnset(operand: Value): (document: Doc) => Doc {
  const paths = Array.isArray(operand) ? operand : [operand];
  if (paths.length === 0)
    throw locationError(31119, '$unset specification must be a string or an array with at least one field');
  const root = branch();
  for (const path of paths) {
    if (typeof path !== 'string')
      throw locationError(
        Array.isArray(operand) ? 31120 : 31002,
        '$unset specification must be a string or an array containing only string values',
      );
    if (path.startsWith('$'))
      throw locationError(16410, `FieldPath field names may not start with '$': ${path}`);
    place(root, path, { kind: 'exclude' });
  }
  return (document) =>
    setTextScore(
      project(document, root, 'keep', { root: document, variables: undefined }),
      textScore(document),
    );
}
