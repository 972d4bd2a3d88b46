import { elementTest } from './filter.ts';
import { evaluate } from './expression.ts';
import { wholeOf, toDouble } from './exact.ts';
import { type Doc, type Found, isArray, isDoc, isNumber, ModelError, type Value } from './values.ts';

type Tree = Doc;
type Rule = { path: readonly string[]; value: Value };

const isFlag = (value: Found): boolean => typeof value === 'boolean' || isNumber(value);
const includes = (value: Found): boolean => value === true || (isNumber(value) && toDouble(value) !== 0);

/** `position` is the element that the filter met. */
export function project(projection: Doc, document: Doc, position?: number): Doc {
  const rules = rulesOf(projection);
  const including = rules.some(({ path, value }) => path[0] !== '_id' && isFlag(value) && includes(value));
  const excluding = rules.some(({ path, value }) => path[0] !== '_id' && isFlag(value) && !includes(value));
  if (including && excluding) throw new ModelError(including && firstIncludes(rules) ? 31254 : 31253);
  const computed = rules.some(({ value }) => !isFlag(value) && !isSlice(value));
  const onlyId = !including && !excluding && !computed;
  const idRule = rules.find(({ path }) => path.join('.') === '_id');
  const inclusive =
    including || (computed && !excluding) || (onlyId && idRule !== undefined && includes(idRule.value));
  return inclusive ? included(rules, document, position) : excluded(rules, document);
}

const firstIncludes = (rules: readonly Rule[]): boolean =>
  includes(rules.find(({ path, value }) => path[0] !== '_id' && isFlag(value))?.value);
const isSlice = (value: Value): boolean => isDoc(value) && value.has('$slice');

function rulesOf(projection: Doc): Rule[] {
  return Array.from(projection, ([name, value]) => {
    if (isDoc(value) && value.has('$slice')) slice(value.get('$slice'), null);
    if (isDoc(value) && value.has('$elemMatch') && !isDoc(value.get('$elemMatch')))
      throw new ModelError(31274);
    return { path: name.split('.'), value };
  });
}

function included(rules: readonly Rule[], document: Doc, position: number | undefined): Doc {
  const tree: Tree = new Map();
  const idRule = rules.find(({ path }) => path.join('.') === '_id');
  if (idRule === undefined || includes(idRule.value)) tree.set('_id', true);
  for (const { path, value } of rules) {
    if (path.join('.') === '_id') continue;
    const positional = path.at(-1) === '$';
    plant(tree, positional ? path.slice(0, -1) : path, positional ? new Map([['$position', value]]) : value);
  }
  return keep(tree, document, document, position);
}

function plant(tree: Tree, path: readonly string[], value: Value): void {
  let inner = tree;
  for (const part of path.slice(0, -1)) {
    const next = inner.get(part);
    const branch: Tree = isDoc(next) ? next : new Map<string, Value>();
    inner.set(part, branch);
    inner = branch;
  }
  inner.set(path.at(-1) ?? '', value);
}

const isOperation = (value: Value): value is Doc => {
  const [first = ''] = isDoc(value) ? value.keys() : [];
  return first.startsWith('$');
};

/** Kept fields in the order of the document, then what is picked or computed. */
function keep(tree: Tree, source: Doc, root: Doc, position: number | undefined): Doc {
  const result: Doc = new Map();
  for (const [name, value] of source) {
    const rule = tree.get(name);
    if (rule === undefined || isPick(rule)) continue;
    const kept = keepValue(rule, value, root, position);
    if (kept !== undefined) result.set(name, kept);
  }
  for (const [name, rule] of tree) {
    let value: Found;
    if (isPick(rule)) value = shape(rule, source.get(name) ?? null, position);
    else if (typeof rule === 'string' || isExpression(rule)) value = evaluate(rule, root);
    if (value !== undefined) result.set(name, value);
  }
  return result;
}

const isPick = (rule: Value): rule is Doc => isDoc(rule) && rule.has('$elemMatch');
const SHAPES = new Set(['$slice', '$elemMatch', '$position']);
const isExpression = (rule: Value): boolean => isOperation(rule) && !SHAPES.has([...rule.keys()][0] ?? '');

function keepValue(rule: Value, value: Value, root: Doc, position: number | undefined): Found {
  if (isOperation(rule)) {
    if (isExpression(rule)) return undefined;
    return shape(rule, value, position);
  }
  if (typeof rule === 'string') return undefined;
  if (!isDoc(rule)) return value;
  const branch = rule as Tree;
  if (isDoc(value)) return keep(branch, value, root, position);
  if (!isArray(value)) return undefined;
  return value.flatMap((element) => {
    if (!isDoc(element) && !isArray(element)) return [];
    return [keepValue(branch, element, root, position) ?? null];
  });
}

/** `$slice`, `$elemMatch` and the positional `$` */
function shape(rule: Doc, value: Value, position: number | undefined): Found {
  if (rule.has('$slice')) return slice(rule.get('$slice'), value);
  if (rule.has('$position')) {
    if (!isArray(value)) return value;
    if (position === undefined) throw new ModelError(51246);
    return value.slice(position, position + 1);
  }
  const condition = rule.get('$elemMatch');
  if (!isDoc(condition)) throw new ModelError(31274);
  if (!isArray(value)) return undefined;
  const found = value.find(elementTest(condition, '$elemMatch'));
  return found === undefined ? undefined : [found];
}

function slice(operand: Found, value: Value): Value {
  const numbers = (isArray(operand) ? operand : [operand]).map((part) => {
    const whole = isNumber(part ?? null) && isNumber(part) ? wholeOf(part) : undefined;
    if (whole === undefined) throw new ModelError(28667);
    return Number(whole);
  });
  const [first = 0, count] = numbers;
  if (count !== undefined && count <= 0) throw new ModelError(28724);
  if (!isArray(value)) return value;
  if (count === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
  const from = first < 0 ? Math.max(0, value.length + first) : first;
  return value.slice(from, from + count);
}

function excluded(rules: readonly Rule[], document: Doc): Doc {
  let result: Doc = document;
  for (const { path, value } of rules) {
    if (isSlice(value) && isDoc(value))
      result = mapAt(result, path, (inner) => slice(value.get('$slice'), inner)) as Doc;
    else if (isPick(value)) result = mapAt(result, path, (inner) => shape(value, inner, undefined)) as Doc;
    else if (!includes(value)) result = mapAt(result, path, () => undefined) as Doc;
  }
  return result;
}

/** Replaces what is at a path, in the documents of arrays too; undefined takes it away. */
export function mapAt(
  value: Value,
  [head, ...rest]: readonly string[],
  change: (value: Value) => Found,
): Value {
  if (isArray(value) && head !== undefined)
    return value.map((element) =>
      isDoc(element) || isArray(element) ? mapAt(element, [head, ...rest], change) : element,
    );
  if (!isDoc(value) || head === undefined) return value;
  const result: Doc = new Map();
  for (const [name, inner] of value) {
    const next = name !== head ? inner : rest.length > 0 ? mapAt(inner, rest, change) : change(inner);
    if (next !== undefined) result.set(name, next);
  }
  return result;
}
