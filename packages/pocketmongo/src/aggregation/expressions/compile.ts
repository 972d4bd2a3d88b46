import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import type { Collation } from '../../collation/collation.ts';
import { CommandError, commandError, locationError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import type { Compiler, Expression, Variables } from './expression.ts';
import { fieldPath, variablePath } from './field-path.ts';
import type { SystemValues } from './system-variables.ts';
import { OPERATORS } from './operators.ts';

export interface ExpressionOptions {
  collation?: Collation | undefined;
  /** `$$NOW` and its like; missing: expressions have none of them. */
  system?: Partial<SystemValues> | undefined;
  /** Variables from `let`. */
  variables?: ReadonlyMap<string, Value | undefined> | undefined;
  /** The values of `variables` may be others at each evaluation. */
  live?: boolean | undefined;
  /** Called in loops; throws when the operation's time is over. */
  step?: (() => void) | undefined;
}

/** What the compilers of one expression share. */
interface Shared {
  collation: Collation | undefined;
  system: Partial<SystemValues> | undefined;
  step: () => void;
  grow: (bytes: number) => void;
}

const nothing = (): void => undefined;

const MAX_DEPTH = 100;
/** Operators that exist elsewhere and run code or need other parts of a cluster. */
const UNSUPPORTED = new Set(['$function', '$accumulator', '$where']);

/** Compiles an aggregation expression; checks its form, so that evaluation meets only wrong values. */
export function compileExpression(operand: Value, options: ExpressionOptions = {}): Expression {
  return createCompiler(options).expression(operand);
}

/** A compiler for parts that stand outside one expression, as the accumulators of `$group`. */
export function createCompiler(
  options: ExpressionOptions,
  grow: (bytes: number) => void = nothing,
): Compiler {
  const { collation, system, step = nothing, variables } = options;
  return compilerFor({ collation, system, step, grow }, new Set(variables?.keys()), 0);
}

/** The value of an expression for a document. */
export function evaluate(
  expression: Expression,
  root: Value,
  options: ExpressionOptions = {},
): Value | undefined {
  return expression({ root, variables: variablesOf(options) });
}

/** The variables that the options bring, as an expression's scope takes them. */
export function variablesOf(options: ExpressionOptions): Variables | undefined {
  let variables: Variables | undefined;
  for (const [name, value] of options.variables ?? [])
    variables =
      options.live === true && options.variables !== undefined
        ? liveVariable(name, options.variables, variables)
        : { name, value, outer: variables };
  return variables;
}

function liveVariable(
  name: string,
  values: ReadonlyMap<string, Value | undefined>,
  outer: Variables | undefined,
): Variables {
  return {
    name,
    get value() {
      return values.get(name);
    },
    outer,
  };
}

function compilerFor(shared: Shared, names: ReadonlySet<string>, depth: number): Compiler {
  if (depth > MAX_DEPTH) throw commandError('BadValue', 'expression is nested too deeply');
  return {
    ...shared,
    expression: (operand) =>
      typeof operand === 'string'
        ? compileString(operand, names, shared.system)
        : compileValue(operand, compilerFor(shared, names, depth + 1)),
    withVariables: (added) => compilerFor(shared, new Set([...names, ...added]), depth),
  };
}

function compileValue(operand: Value, compiler: Compiler): Expression {
  if (Array.isArray(operand)) return arrayExpression(operand, compiler);
  if (isDoc(operand)) return compileDoc(operand, compiler);
  return () => operand;
}

function compileString(
  text: string,
  names: ReadonlySet<string>,
  system: Partial<SystemValues> | undefined,
): Expression {
  if (text.startsWith('$$')) return variablePath(text.slice(2), names, system);
  if (!text.startsWith('$')) return () => text;
  if (text === '$') throw locationError(16872, "'$' by itself is not a valid FieldPath");
  return fieldPath(text.slice(1));
}

function arrayExpression(operand: readonly Value[], compiler: Compiler): Expression {
  const elements = operand.map((element) => compiler.expression(element));
  return (scope) => elements.map((element) => element(scope) ?? null);
}

function compileDoc(operand: Doc, compiler: Compiler): Expression {
  const [first] = operand;
  if (first !== undefined && first[0].startsWith('$')) {
    if (operand.size !== 1) {
      throw locationError(
        15983,
        `an object representing an expression must have exactly one field: ${show(operand)}`,
      );
    }
    return compileOperator(first[0], first[1], compiler);
  }
  const fields = Array.from(operand, ([key, value]): [string, Expression] => {
    if (key.startsWith('$')) {
      throw locationError(
        16410,
        "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
      );
    }
    if (key === '') throw locationError(15998, 'FieldPath field names may not be empty strings.');
    if (key.includes('.')) {
      throw locationError(16412, `FieldPath field names may not contain '.': ${key}`);
    }
    return [key, compiler.expression(value)];
  });
  return (scope) => {
    const made: Doc = new Map();
    for (const [key, field] of fields) {
      const value = field(scope);
      if (value !== undefined) made.set(key, value);
    }
    return made;
  };
}

/** Whether expressions have it, or it is refused by its name. */
export const isOperator = (name: string): boolean => Object.hasOwn(OPERATORS, name) || UNSUPPORTED.has(name);

function compileOperator(name: string, operand: Value, compiler: Compiler): Expression {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator === undefined) {
    if (UNSUPPORTED.has(name)) throw commandError('CommandNotSupported', `${name} is not supported`);
    throw new CommandError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  }
  return operator(operand, compiler, name);
}
