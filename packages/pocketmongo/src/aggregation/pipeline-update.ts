import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { checkPipeline } from './check-pipeline.ts';
import type { ExpressionOptions } from './expressions/compile.ts';
import { compileAddFields } from './stages/add-fields.ts';
import { compileProject } from './stages/project.ts';
import { compileReplaceRoot } from './stages/replace-root.ts';
import { compileUnset } from './stages/unset.ts';

type Step = (document: Doc) => Doc;

/** Compiles an update pipeline: `$set`, `$unset`, `$project`, `$replaceWith` and their other names. */
export function compilePipelineUpdate(pipeline: readonly Value[], options: ExpressionOptions): Step {
  const steps = checkPipeline(pipeline).flatMap((stage) =>
    Array.from(stage, ([name, operand]) => compileStep(name, operand, options)),
  );
  return (document) => steps.reduce((current, step) => step(current), document);
}

function compileStep(name: string, operand: Value, options: ExpressionOptions): Step {
  switch (name) {
    case '$set':
    case '$addFields':
      return compileAddFields(operand, options, name);
    case '$unset':
      return compileUnset(operand);
    case '$project':
      return compileProject(operand, options);
    case '$replaceWith':
      return compileReplaceRoot(operand, options);
    case '$replaceRoot':
      return compileReplaceRoot(isDoc(operand) ? (operand.get('newRoot') ?? null) : null, options);
    default:
      throw commandError('InvalidOptions', `${name} is not allowed to be used within an update`);
  }
}
