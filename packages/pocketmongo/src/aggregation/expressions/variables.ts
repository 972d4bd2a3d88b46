import { double, isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { bind, namedArguments, type Operator, type OperatorTable } from './expression.ts';

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
    for (const { variable, value } of bindings) extended = bind(extended, variable, value(scope));
    return inner(extended);
  };
};

/** User variables start with a lowercase letter. */
export function checkName(variable: string): void {
  if (!/^[a-z\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*$/.test(variable)) {
    throw locationError(16867, `'${variable}' starts with an invalid character for a user variable name`);
  }
}

export const variableOperators: OperatorTable = {
  $let: letIn,
  $literal: (operand) => () => operand,
  $expr: (operand, compiler) => compiler.expression(operand),
  $rand: () => () => double(Math.random()),
};
