import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { createCompiler, variablesOf } from '../expressions/compile.ts';
import { bind, type Expression, type Scope } from '../expressions/expression.ts';
import { perChunk, type StageCompiler } from '../stage.ts';

const [KEEP, PRUNE, DESCEND] = ['keep', 'prune', 'descend'];

/** `$redact`: keeps, prunes or descends into each document by what the expression says of it */
export const redact: StageCompiler = (operand, { options, step }) => {
  const expression = createCompiler(options).withVariables(['KEEP', 'PRUNE', 'DESCEND']).expression(operand);
  const named: Scope = [
    ['KEEP', KEEP],
    ['PRUNE', PRUNE],
    ['DESCEND', DESCEND],
  ].reduce<Scope>((scope, [name = '', value]) => bind(scope, name, value), {
    root: undefined,
    variables: variablesOf(options),
  });
  return perChunk((documents) =>
    documents.flatMap((document) => {
      step();
      const kept = redacted(document, expression, { ...named, top: document });
      return kept === undefined ? [] : [kept];
    }),
  );
};

function redacted(document: Doc, expression: Expression, scope: Scope): Doc | undefined {
  switch (expression({ ...scope, root: document })) {
    case KEEP:
      return document;
    case PRUNE:
      return undefined;
    case DESCEND:
      return descended(document, expression, scope);
    default:
      throw locationError(17053, '$redact must resolve to $$DESCEND, $$PRUNE or $$KEEP');
  }
}

function descended(document: Doc, expression: Expression, scope: Scope): Doc {
  const kept: Doc = new Map();
  for (const [key, value] of document) {
    const inner = within(value, expression, scope);
    if (inner !== undefined) kept.set(key, inner);
  }
  return kept;
}

function within(value: Value, expression: Expression, scope: Scope): Value | undefined {
  if (isDoc(value)) return redacted(value, expression, scope);
  if (!Array.isArray(value)) return value;
  return value.flatMap((element) => {
    const inner = within(element, expression, scope);
    // An array in an array is one element; flatMap would open it.
    return inner === undefined ? [] : [inner];
  });
}
