import { compileExpression, evaluate } from '../aggregation/expressions/compile.ts';
import { isSystemVariable } from '../aggregation/expressions/system-variables.ts';
import { checkName } from '../aggregation/expressions/variables.ts';
import type { Doc, Value } from '../bson/values.ts';
import { locationError } from '../errors.ts';
import { optionalDoc } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** The variables of a command's `let` and of a statement's `c`, evaluated once; they know none of the system's. */
export function variablesOf(
  call: CommandCall,
  constants?: Doc,
): ReadonlyMap<string, Value | undefined> | undefined {
  const definitions = optionalDoc(call.body, 'let');
  if (definitions === undefined && constants === undefined) return undefined;
  const variables = new Map<string, Value | undefined>();
  for (const [name, value] of [...(definitions ?? []), ...(constants ?? [])]) {
    if (isSystemVariable(name))
      throw locationError(4738901, `the system's variable '${name}' can't be defined anew`);
    checkName(name);
    variables.set(name, evaluate(compileExpression(value), new Map()));
  }
  return variables;
}
