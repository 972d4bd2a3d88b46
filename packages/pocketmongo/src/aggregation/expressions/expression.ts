import { BsonUndefined, isDoc, type Value } from '../../bson/values.ts';
import type { Collation } from '../../collation/collation.ts';
import { type CommandError, commandError, ERROR_CODES, locationError } from '../../errors.ts';
import { parameterCodes } from './parameter-codes.ts';

/** A variable and those around it; the innermost of a name counts. */
export interface Variables {
  name: string;
  value: Value | undefined;
  outer: Variables | undefined;
}

/** What an expression is evaluated against. */
export interface Scope {
  /** `$$CURRENT`, which `$field` reads. */
  root: Value | undefined;
  variables: Variables | undefined;
  /** `$$ROOT` where it is not `$$CURRENT`: inside `$redact`. */
  top?: Value | undefined;
}

/** A compiled expression; undefined means "missing". */
export type Expression = (scope: Scope) => Value | undefined;

/** Compiles what lies inside an operator. */
export interface Compiler {
  expression: (operand: Value) => Expression;
  /** A compiler that also knows these variables. */
  withVariables: (names: readonly string[]) => Compiler;
  collation: Collation | undefined;
  /** Called in loops over arrays; throws when the operation's time is over. */
  step: () => void;
  /** Counts bytes that an accumulator keeps; throws beyond the stage's limit. */
  grow: (bytes: number) => void;
}

/** Checks and compiles the operand of one operator. */
export type Operator = (operand: Value, compiler: Compiler, name: string) => Expression;
export type OperatorTable = Readonly<Record<string, Operator>>;

/** The argument expressions of an operator; a lone argument needs no array. */
export function compileArguments(
  operand: Value,
  compiler: Compiler,
  name: string,
  least: number,
  most = least,
): Expression[] {
  const operands = Array.isArray(operand) ? operand : [operand];
  const count = operands.length;
  if (count < least || count > most) {
    if (least === most) {
      throw locationError(
        16020,
        `Expression ${name} takes exactly ${least} arguments. ${count} were passed in.`,
      );
    }
    throw locationError(
      28667,
      `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${count} were passed in.`,
    );
  }
  return operands.map((argument) => compiler.expression(argument));
}

/** An operator of one argument that gives null for null and missing. */
export function unary(compute: (value: Value, name: string) => Value): Operator {
  return (operand, compiler, name) => {
    const argument = one(operand, compiler, name);
    return (scope) => {
      const value = argument(scope);
      return isNullish(value) ? null : compute(value, name);
    };
  };
}

/** The only argument of an operator. */
export function one(operand: Value, compiler: Compiler, name: string): Expression {
  const [argument] = compileArguments(operand, compiler, name, 1);
  if (argument === undefined) throw locationError(16020, `Expression ${name} takes exactly 1 arguments.`);
  return argument;
}

/** The two arguments of an operator. */
export function two(operand: Value, compiler: Compiler, name: string): [Expression, Expression] {
  const [first, second] = compileArguments(operand, compiler, name, 2);
  if (first === undefined || second === undefined) {
    throw locationError(16020, `Expression ${name} takes exactly 2 arguments.`);
  }
  return [first, second];
}

/** The named arguments of an operator that takes a document: `{input: …, cond: …}`. */
export function namedArguments<Required extends string, Optional extends string = never>(
  operand: Value,
  name: string,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): Record<Required, Value> & Partial<Record<Optional, Value>> {
  const codes = parameterCodes(name);
  if (!isDoc(operand)) throw formError(codes.form, `${name} only supports an object as its argument`);
  const known = new Set<string>([...required, ...optional]);
  for (const key of operand.keys()) {
    if (!known.has(key)) throw formError(codes.unknown, `Unrecognized parameter to ${name}: ${key}`);
  }
  for (const key of required) {
    if (!operand.has(key))
      throw formError(codes.missing[key] ?? 28648, `Missing '${key}' parameter to ${name}`);
  }
  return Object.fromEntries([...operand].filter(([key]) => known.has(key))) as Record<Required, Value> &
    Partial<Record<Optional, Value>>;
}

/** Some operators call a wrong form FailedToParse, most have a code of their own. */
const formError = (code: number, message: string): CommandError =>
  code === ERROR_CODES.FailedToParse ? commandError('FailedToParse', message) : locationError(code, message);

/** Null, missing and the deprecated undefined. */
export function isNullish(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null || value instanceof BsonUndefined;
}

/** The scope with one more variable. */
export function bind(scope: Scope, name: string, value: Value | undefined): Scope {
  return { root: scope.root, variables: { name, value, outer: scope.variables }, top: scope.top };
}
