import { double, isDoc, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { bind, namedArguments, type Operator, type OperatorTable, type Scope } from './expression.ts';

const letIn: Operator = (operand, compiler, name) => {
  const { vars, in: body } = namedArguments(operand, name, ['vars', 'in']);
  if (!isDoc(vars)) throw locationError(16874, 'invalid parameter: expected an object (vars)');
  const bindings = Array.from(vars, ([variable, value]) => {
    checkName(variable);
    return { variable, value: compiler.expression(value) };
  });
  const inner = compiler.withVariables(bindings.map(({ variable }) => variable)).expression(body);
  return (scope) => {
    let extended = scope;
    for (const { variable, value } of bindings) extended = bound(extended, variable, value(scope));
    return inner(extended);
  };
};

/** Binding `CURRENT` changes what `$field` means, and leaves `$$ROOT`. */
const bound = (scope: Scope, variable: string, value: Value | undefined): Scope =>
  variable === 'CURRENT'
    ? { root: value, variables: scope.variables, top: scope.top ?? scope.root }
    : bind(scope, variable, value);

/** User variables start with a lowercase letter; `CURRENT` may be bound anew. */
export function checkName(variable: string): void {
  if (variable === 'CURRENT') return;
  if (!/^[a-z\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*$/.test(variable)) {
    throw commandError(
      'FailedToParse',
      `'${variable}' starts with an invalid character for a user variable name`,
    );
  }
}

const rand: Operator = (operand) => {
  if (!isDoc(operand) && !Array.isArray(operand))
    throw locationError(10065, 'invalid parameter: expected an object ($rand)');
  if ((isDoc(operand) ? operand.size : operand.length) > 0)
    throw locationError(3040501, '$rand does not currently accept arguments');
  return () => double(Math.random());
};

export const variableOperators: OperatorTable = {
  $let: letIn,
  $const: (operand) => () => operand,
  $literal: (operand) => () => operand,
  $expr: (operand, compiler) => compiler.expression(operand),
  $rand: rand,
};
