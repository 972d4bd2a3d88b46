import { compileExpression, evaluate } from '../aggregation/expressions/compile.ts';
import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import { BSONRegExp, type Doc, isDoc, type Value } from '../bson/values.ts';
import type { Predicate } from './query-language.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError } from '../errors.ts';
import { allOf, conditionOnPath, conditionOnValue, every, leaf, not, type Condition } from './conditions.ts';
import { schemaTest } from './json-schema/compile.ts';
import { geoIntersects, geoWithin } from './geo/operators.ts';
import { findNear, nearCondition, nearOf, refuseNear } from './geo/near.ts';
import { anyDocument, anyElement, hasSize } from './operators/array.ts';
import { equals, equalsOrMatches, noneOf, oneOf, ordered } from './operators/comparison.ts';
import { exists, hasType, isTruthy } from './operators/element.ts';
import { bits, remainder } from './operators/numeric.ts';
import { sampleRate } from './operators/sample-rate.ts';
import type { DocTest, MatchState } from './paths.ts';
import { searchesText } from './searches-text.ts';
import { regexTest } from './regex.ts';
import { regexOperand } from './regex-operand.ts';

export interface FilterOptions {
  collation?: Collation | undefined;
  /** `$$NOW` and its like, for `$expr`. */
  system?: Partial<SystemValues> | undefined;
  /** Variables of `let`, for `$expr`. */
  variables?: ReadonlyMap<string, Value | undefined> | undefined;
  /** Called in loops of `$expr`; throws when the operation's time is over. */
  step?: (() => void) | undefined;
  /** Of an `$elemMatch`: what looks at whole documents has no place there. */
  inElement?: boolean;
}

const MAX_DEPTH = 100;

/** Compiles a filter; the result says whether a document matches. A top-level `$text` counts as true. */
export function compileFilter(filter: Doc, options: FilterOptions = {}): Predicate {
  const test = compileDocTest(filter, options, 0);
  return (doc) => test(doc, undefined);
}

/** Compiles a filter into a function that gives the index the positional `$` stands for; undefined: no array took part. */
export function compilePosition(filter: Doc, options: FilterOptions = {}): (doc: Doc) => number | undefined {
  const test = compileDocTest(filter, options, 0);
  return (doc) => {
    const state: MatchState = { position: undefined };
    return test(doc, state) ? state.position : undefined;
  };
}

/** True for `{$gt: 1, …}`, false for documents of fields and for filters that begin with `$and` and the like. */
export function hasFieldOperators(operand: Doc): boolean {
  const [first = ''] = operand.keys();
  return isOperatorDoc(operand) && !LOGICAL.has(first);
}

/** Fields of a reference (DBRef); inside a document they are names, not operators. */
export const DBREF_FIELDS = new Set(['$ref', '$id', '$db']);

/** True for `{$gt: 1, …}`: a document of operators and not a value to be equal to. */
export function isOperatorDoc(value: Value | undefined): value is Doc {
  if (!isDoc(value)) return false;
  const [first] = value.keys();
  return first?.startsWith('$') === true && !DBREF_FIELDS.has(first);
}

/** A filter at a depth: only at the top are fields of references operators. */
export function compileDocTest(filter: Doc, options: FilterOptions, depth: number): DocTest {
  if (depth > MAX_DEPTH) throw commandError('BadValue', 'filter is nested too deeply');
  const tests: DocTest[] = [];
  for (const [key, operand] of filter) {
    if (key.startsWith('$') && (depth === 0 || !DBREF_FIELDS.has(key))) {
      const test = topLevel(key, operand, options, depth);
      if (test !== undefined) tests.push(test);
    } else {
      for (const condition of fieldConditions(operand, options, depth))
        tests.push(conditionOnPath(key, condition));
    }
  }
  return allOf(tests);
}

function topLevel(
  operator: string,
  operand: Value,
  options: FilterOptions,
  depth: number,
): DocTest | undefined {
  switch (operator) {
    case '$and':
      return allOf(branches(operator, operand, options, depth));
    case '$or':
      return anyOf(branches(operator, operand, options, depth));
    case '$nor': {
      const test = anyOf(branches(operator, operand, options, depth));
      if (searchesText(new Map([[operator, operand]])))
        throw commandError('BadValue', 'text expression not allowed in nor');
      return (doc) => !test(doc, undefined);
    }
    case '$expr': {
      if (options.inElement === true)
        throw commandError('BadValue', '$expr can only be applied to the top-level document');
      const expression = compileExpression(operand, options);
      return (doc) => isTruthy(evaluate(expression, doc, options));
    }
    case '$text':
      if (options.inElement === true)
        throw commandError('BadValue', '$text can only be applied to the top-level document');
      return undefined;
    case '$comment':
      return undefined;
    case '$alwaysTrue':
      return () => true;
    case '$alwaysFalse':
      return () => false;
    case '$jsonSchema':
      return schemaTest(operand);
    case '$sampleRate':
      return sampleRate(operand);
    case '$where':
      throw commandError('CommandNotSupported', `${operator} is not supported`);
    default:
      throw commandError(
        'BadValue',
        `unknown top level operator: ${operator}. If you have a field name that starts with a '$' symbol, ` +
          'consider using $getField or $setField.',
      );
  }
}

function branches(operator: string, operand: Value, options: FilterOptions, depth: number): DocTest[] {
  if (!Array.isArray(operand)) throw commandError('BadValue', `${operator} must be an array`);
  if (operand.length === 0) throw commandError('BadValue', '$and/$or/$nor must be a nonempty array');
  return operand.map((branch) => {
    if (!isDoc(branch)) throw commandError('BadValue', '$or/$and/$nor entries need to be full objects');
    if (operator !== '$and' && findNear(branch) !== undefined)
      throw commandError('BadValue', 'geo $near must be top-level expr');
    return compileDocTest(branch, options, depth + 1);
  });
}

function anyOf(tests: readonly DocTest[]): DocTest {
  return (doc, state) => {
    for (const test of tests) if (test(doc, state)) return true;
    return false;
  };
}

/** What a filter demands of one field. */
export function fieldConditions(operand: Value, options: FilterOptions, depth: number): Condition[] {
  if (isOperatorDoc(operand)) return operatorConditions(operand, options, depth);
  return [equalsOrMatches(operand, options.collation)];
}

/** What operators demand together. */
export function operatorConditions(operators: Doc, options: FilterOptions, depth: number): Condition[] {
  if (depth > MAX_DEPTH) throw commandError('BadValue', 'filter is nested too deeply');
  const conditions: Condition[] = [];
  for (const [operator, operand] of operators) {
    const condition = fieldOperator(operator, operand, operators, options, depth);
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
}

function fieldOperator(
  operator: string,
  operand: Value,
  siblings: Doc,
  options: FilterOptions,
  depth: number,
): Condition | undefined {
  const { collation } = options;
  switch (operator) {
    case '$eq':
      return equals(operand, collation);
    case '$ne':
      if (operand instanceof BSONRegExp) throw commandError('BadValue', "Can't have regex as arg to $ne.");
      return not([equals(operand, collation)]);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return ordered(operator, operand, collation);
    case '$in':
      return oneOf(operand, collation);
    case '$nin':
      return noneOf(operand, collation);
    case '$exists':
      return exists(operand);
    case '$type':
      return hasType(operand);
    case '$size':
      return hasSize(operand);
    case '$mod':
      return remainder(operand);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return bits(operator, operand);
    case '$regex':
      return leaf(regexTest(regexOperand(operand, siblings)));
    case '$options':
      if (!siblings.has('$regex')) throw commandError('BadValue', '$options needs a $regex');
      return undefined;
    case '$not':
      return negation(operand, options, depth);
    case '$all':
      return all(operand, options, depth);
    case '$elemMatch':
      return elemMatch(operand, options, depth);
    case '$comment':
      return undefined;
    case '$geoIntersects':
      return geoIntersects(operand, siblings);
    case '$geoWithin':
    case '$within':
      return geoWithin(operand, operator);
    case '$near':
    case '$nearSphere':
      return nearCondition(nearOf(operator, operand, siblings));
    case '$maxDistance':
    case '$minDistance':
      if (!siblings.has('$near') && !siblings.has('$nearSphere'))
        throw commandError('BadValue', `${operator} needs a $near or $nearSphere`);
      return undefined;
    default:
      throw commandError('BadValue', `unknown operator: ${operator}`);
  }
}

function negation(operand: Value, options: FilterOptions, depth: number): Condition {
  if (operand instanceof BSONRegExp) return not([leaf(regexTest(operand))]);
  if (!isDoc(operand)) throw commandError('BadValue', '$not needs a regex or a document');
  if (operand.size === 0) throw commandError('BadValue', '$not cannot be empty');
  refuseNear(operand);
  return not(operatorConditions(operand, options, depth + 1));
}

function all(operand: Value, options: FilterOptions, depth: number): Condition {
  if (!Array.isArray(operand)) throw commandError('BadValue', '$all needs an array');
  if (operand.length === 0) return leaf(() => false);
  const inners = operand.map((choice) => (isDoc(choice) ? choice.get('$elemMatch') : undefined));
  const matchesElements = inners[0] !== undefined;
  return every(
    operand.map((choice, index) => {
      const inner = inners[index];
      if (matchesElements !== (inner !== undefined))
        throw commandError(
          'BadValue',
          matchesElements ? '$all/$elemMatch has to be consistent' : 'no $ expressions in $all',
        );
      if (inner !== undefined) return elemMatch(inner, options, depth + 1);
      if (isOperatorDoc(choice)) throw commandError('BadValue', 'no $ expressions in $all');
      return equalsOrMatches(choice, options.collation);
    }),
  );
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$where', '$expr']);

function elemMatch(operand: Value, options: FilterOptions, depth: number): Condition {
  if (!isDoc(operand)) throw commandError('BadValue', '$elemMatch needs an Object');
  refuseNear(operand);
  if (hasFieldOperators(operand)) {
    return anyElement(allOf(operatorConditions(operand, options, depth + 1).map(conditionOnValue)));
  }
  return anyDocument(compileDocTest(operand, { ...options, inElement: true }, depth + 1));
}
