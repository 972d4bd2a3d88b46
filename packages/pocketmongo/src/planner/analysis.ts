import { toNumber } from '../bson/numbers.ts';
import {
  BSONRegExp,
  BsonUndefined,
  isDoc,
  isNumeric,
  MaxKey,
  MinKey,
  UNDEFINED,
  type Doc,
  type Value,
} from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { searchesText } from '../query/searches-text.ts';
import { expressionEqualities } from './expression-equalities.ts';

/** One condition on a path, as far as an index can help with it. */
export type Test = {
  path: string;
  /** Tests of the same $elemMatch speak of the same array element. */
  element: number;
  /** The bounds say all that the condition says, for documents without an array on the path. */
  exact: boolean;
} & (
  | { kind: 'points'; values: readonly Value[] }
  | { kind: 'range'; low: Bound | undefined; high: Bound | undefined; sample: Value }
  | { kind: 'prefix'; prefix: string; regex: BSONRegExp }
  | { kind: 'exists' }
);

export type Bound = { value: Value; inclusive: boolean };

/** A filter taken apart: conditions that all must hold, and what no index can tell. */
export type Analysis = {
  tests: Test[];
  /** The branches of each $or. */
  ors: Doc[][];
  text: Doc | undefined;
  /** There are conditions beyond the tests; the filter has to look at each document. */
  opaque: boolean;
};

let elements = 0;

/** Takes a filter apart. It has been compiled before, so it is well formed. */
export function analyse(filter: Doc): Analysis {
  const analysis: Analysis = { tests: [], ors: [], text: undefined, opaque: false };
  addConjunction(analysis, filter, '', 0);
  return analysis;
}

/** The analysis of a filter and one branch of its $or together. */
export function withBranch(base: Analysis, branch: Doc): Analysis {
  const own = analyse(branch);
  return {
    tests: [...base.tests, ...own.tests],
    ors: own.ors,
    text: base.text,
    opaque: base.opaque || own.opaque || base.ors.length > 1,
  };
}

function addConjunction(analysis: Analysis, filter: Doc, prefix: string, element: number): void {
  for (const [name, operand] of filter) {
    if (name === '$and' && Array.isArray(operand)) {
      for (const part of operand) if (isDoc(part)) addConjunction(analysis, part, prefix, element);
    } else if (name === '$or' && prefix === '' && Array.isArray(operand)) {
      const branches = operand.filter(isDoc);
      const [only] = branches;
      if (branches.length === 1 && only !== undefined) addConjunction(analysis, only, prefix, element);
      else addAlternatives(analysis, branches);
    } else if (name === '$text' && isDoc(operand)) {
      if (analysis.text !== undefined) throw commandError('BadValue', 'Too many text expressions');
      analysis.text = operand;
    } else if (name === '$comment') {
      continue;
    } else if (name === '$expr' && prefix === '') {
      analysis.opaque = true;
      for (const { path, values } of expressionEqualities(operand))
        analysis.tests.push({ path, element, exact: false, kind: 'points', values });
    } else if (name.startsWith('$')) {
      analysis.opaque = true;
    } else {
      addCondition(analysis, prefix + name, operand, element);
    }
  }
}

/** A text index answers for a whole query, not for one of several branches. */
function addAlternatives(analysis: Analysis, branches: Doc[]): void {
  if (branches.some(searchesText))
    throw commandError('NoQueryExecutionPlans', '$text is not supported in $or beside other branches');
  analysis.ors.push(branches);
}

function isOperators(value: Value): value is Doc {
  if (!isDoc(value)) return false;
  const [first] = value.keys();
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db';
}

function addCondition(analysis: Analysis, path: string, operand: Value, element: number): void {
  if (!isOperators(operand)) {
    addEquality(analysis, path, operand, element);
    return;
  }
  const before = analysis.tests.length;
  for (const [operator, value] of operand) addOperator(analysis, path, operator, value, element);
  joinRanges(analysis, before);
}

/** `{$gte: a, $lt: b}` becomes one range of two ends; not with an end that speaks of one element of an array. */
function joinRanges(analysis: Analysis, from: number): void {
  const own = analysis.tests.splice(from);
  let joined: Extract<Test, { kind: 'range' }> | undefined;
  for (const test of own) {
    const isOfAnother =
      joined !== undefined && (test.element !== joined.element || test.path !== joined.path);
    if (test.kind !== 'range' || isOfAnother) {
      analysis.tests.push(test);
    } else if (joined === undefined) {
      joined = test;
      analysis.tests.push(joined);
    } else if (joined.low === undefined && joined.high !== undefined && test.low !== undefined) {
      joined.low = test.low;
    } else if (joined.high === undefined && joined.low !== undefined && test.high !== undefined) {
      joined.high = test.high;
    } else {
      analysis.tests.push(test);
    }
  }
}

function addOperator(
  analysis: Analysis,
  path: string,
  operator: string,
  value: Value,
  element: number,
): void {
  switch (operator) {
    case '$eq':
      addEquality(analysis, path, value, element, true);
      return;
    case '$in':
      addIn(analysis, path, value, element);
      return;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      addRange(analysis, path, operator, value, element);
      return;
    case '$exists':
      addExists(analysis, path, value, element);
      return;
    case '$regex':
      addRegex(analysis, path, value, element);
      return;
    case '$all':
      addAll(analysis, path, value, element);
      return;
    case '$elemMatch':
      addElemMatch(analysis, path, value);
      return;
    default:
      analysis.opaque = true;
  }
}

function isPlain(value: Value): boolean {
  return (
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof BSONRegExp) &&
    !(value instanceof BsonUndefined)
  );
}

/** The keys under which an index can hold an array that equals the value: as an element, or by its first element. */
function pointsOf(value: Value): Value[] {
  if (!Array.isArray(value)) return [value];
  const [first] = value;
  return [first ?? (value.length === 0 ? UNDEFINED : null), value];
}

function addEquality(analysis: Analysis, path: string, value: Value, element: number, literal = false): void {
  if (value instanceof BSONRegExp && !literal) {
    addRegex(analysis, path, value, element);
    return;
  }
  const exact = isPlain(value) || value instanceof BSONRegExp;
  analysis.tests.push({ path, element, exact, kind: 'points', values: pointsOf(value) });
  if (!exact) analysis.opaque = true;
}

function addIn(analysis: Analysis, path: string, value: Value, element: number): void {
  if (!Array.isArray(value) || value.some((item) => item instanceof BSONRegExp)) {
    analysis.opaque = true;
    return;
  }
  const exact = value.every(isPlain);
  analysis.tests.push({ path, element, exact, kind: 'points', values: value.flatMap(pointsOf) });
  if (!exact) analysis.opaque = true;
}

function isOrdered(value: Value): boolean {
  if (!isPlain(value) || value instanceof MinKey || value instanceof MaxKey) return false;
  return !(isNumeric(value) && Number.isNaN(toNumber(value)));
}

function addRange(analysis: Analysis, path: string, operator: string, value: Value, element: number): void {
  if (!isOrdered(value)) {
    analysis.opaque = true;
    return;
  }
  const bound: Bound = { value, inclusive: operator.endsWith('e') };
  const up = operator.startsWith('$gt');
  analysis.tests.push({
    path,
    element,
    exact: true,
    kind: 'range',
    low: up ? bound : undefined,
    high: up ? undefined : bound,
    sample: value,
  });
}

function addExists(analysis: Analysis, path: string, value: Value, element: number): void {
  analysis.opaque = true;
  const wanted = value === true || (isNumeric(value) && toNumber(value) !== 0);
  if (wanted) analysis.tests.push({ path, element, exact: false, kind: 'exists' });
  else analysis.tests.push({ path, element, exact: false, kind: 'points', values: [null] });
}

const REGEX_SPECIAL = /[\\^$.*+?()[\]{}|]/u;

/** The text with which every match of a regular expression starts; '' when there is none that is sure. */
function literalPrefix(regex: BSONRegExp): string {
  const { pattern, options } = regex;
  if (!pattern.startsWith('^') || options.includes('i') || options.includes('x') || options.includes('m'))
    return '';
  if (pattern.includes('|')) return '';
  let prefix = '';
  for (const letter of pattern.slice(1)) {
    if (!REGEX_SPECIAL.test(letter)) {
      prefix += letter;
      continue;
    }
    // A quantifier makes the letter before it optional.
    return '*?{'.includes(letter) ? Array.from(prefix).slice(0, -1).join('') : prefix;
  }
  return prefix;
}

function addRegex(analysis: Analysis, path: string, value: Value, element: number): void {
  analysis.opaque = true;
  const regex = typeof value === 'string' ? new BSONRegExp(value) : value;
  if (!(regex instanceof BSONRegExp)) return;
  const prefix = typeof value === 'string' ? '' : literalPrefix(regex);
  if (prefix !== '') analysis.tests.push({ path, element, exact: false, kind: 'prefix', prefix, regex });
}

function addAll(analysis: Analysis, path: string, value: Value, element: number): void {
  analysis.opaque = true;
  const [first] = Array.isArray(value) ? value : [];
  if (first === undefined || isOperators(first) || !isPlain(first)) return;
  analysis.tests.push({ path, element, exact: false, kind: 'points', values: [first] });
}

function addElemMatch(analysis: Analysis, path: string, value: Value): void {
  analysis.opaque = true;
  if (!isDoc(value)) return;
  elements += 1;
  if (isOperators(value)) {
    const [first] = value.keys();
    if (first !== '$and' && first !== '$or' && first !== '$nor')
      addCondition(analysis, path, value, elements);
  } else {
    addConjunction(analysis, value, `${path}.`, elements);
  }
}
