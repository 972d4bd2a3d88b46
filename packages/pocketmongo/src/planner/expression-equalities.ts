import { BSONRegExp, BsonUndefined, isDoc, type Value } from '../bson/values.ts';

/** Values that a path must have one of where an expression is true. */
export type Equality = { path: string; values: Value[] };

type Constants = ReadonlyMap<string, Value>;

/**
 * The equalities that a `$expr` demands, as conditions that indexes answer. They are weaker than the expression, which
 * tells null from missing and does not look into arrays: it has to be asked as well.
 */
export function expressionEqualities(expression: Value, constants: Constants = new Map()): Equality[] {
  if (!isDoc(expression) || expression.size !== 1) return [];
  const [[operator, operand] = ['', null]] = expression;
  switch (operator) {
    case '$and':
      return Array.isArray(operand) ? operand.flatMap((part) => expressionEqualities(part, constants)) : [];
    case '$let':
      return isDoc(operand)
        ? expressionEqualities(operand.get('in') ?? null, withLet(constants, operand.get('vars')))
        : [];
    case '$eq':
      return equality(operand, constants);
    case '$in':
      return membership(operand, constants);
    default:
      return [];
  }
}

function withLet(constants: Constants, definitions: Value | undefined): Constants {
  const known = new Map(constants);
  for (const [name, definition] of isDoc(definitions) ? definitions : []) {
    const value = constantOf(definition, constants);
    if (value === undefined) known.delete(name);
    else known.set(name, value);
  }
  return known;
}

function equality(operand: Value, constants: Constants): Equality[] {
  const [left, right] = Array.isArray(operand) ? operand : [];
  const [path, value] =
    pathOf(left) === undefined
      ? [pathOf(right), constantOf(left, constants)]
      : [pathOf(left), constantOf(right, constants)];
  return path !== undefined && value !== undefined && isSought(value) ? [{ path, values: [value] }] : [];
}

function membership(operand: Value, constants: Constants): Equality[] {
  const [sought, list] = Array.isArray(operand) ? operand : [];
  const path = pathOf(sought);
  const values = constantOf(list, constants);
  return path !== undefined && Array.isArray(values) && values.every(isSought) ? [{ path, values }] : [];
}

/** An array may be gathered along a path, and lies in an index in parts. */
function isSought(value: Value): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp) && !(value instanceof BsonUndefined);
}

function pathOf(operand: Value | undefined): string | undefined {
  const isPath = typeof operand === 'string' && operand.startsWith('$') && !operand.startsWith('$$');
  return isPath ? operand.slice(1) : undefined;
}

function constantOf(operand: Value | undefined, constants: Constants): Value | undefined {
  if (typeof operand === 'string') {
    if (operand.startsWith('$$')) return constants.get(operand.slice(2));
    return operand.startsWith('$') ? undefined : operand;
  }
  if (isDoc(operand)) return operand.size === 1 ? operand.get('$literal') : undefined;
  if (!Array.isArray(operand)) return operand;
  const elements = operand.map((element) => constantOf(element, constants));
  return elements.includes(undefined) ? undefined : elements.filter((element) => element !== undefined);
}
