import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { branch, place, project } from '../../projection/tree.ts';
import { compileExpression, type ExpressionOptions, variablesOf } from '../expressions/compile.ts';
import { perDocument, type StageCompiler } from '../stage.ts';
import { setTextScore, textScore } from '../text-score.ts';

/** `$addFields`, `$set` */
export const addFields: StageCompiler = (operand, { options, step }, name) =>
  perDocument(step, compileAddFields(operand, options, name));

const CONFLICT = { below: 40176, above: 40176 };

/** The stage for one document. */
export function compileAddFields(
  operand: Value,
  options: ExpressionOptions,
  name: string,
): (document: Doc) => Doc {
  if (!isDoc(operand)) throw locationError(40272, `${name} specification stage must be an object`);
  const root = branch();
  addTo(operand, '');
  const variables = variablesOf(options);
  return (document) =>
    setTextScore(project(document, root, 'keep', { root: document, variables }), textScore(document));

  function addTo(fields: Doc, prefix: string): void {
    for (const [key, value] of fields) {
      const path = prefix + key;
      if (prefix !== '' && key.includes('.'))
        throw locationError(40183, `FieldPath field names may not contain '.' inside a document: ${path}`);
      if (path.startsWith('$')) {
        throw locationError(
          16410,
          "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
        );
      }
      // A document without operators stands for fields below this one.
      const [first] = isDoc(value) ? value.keys() : [];
      if (isDoc(value) && first !== undefined && !first.startsWith('$')) addTo(value, `${path}.`);
      else place(root, path, { kind: 'compute', expression: compileExpression(value, options) }, CONFLICT);
    }
  }
}
