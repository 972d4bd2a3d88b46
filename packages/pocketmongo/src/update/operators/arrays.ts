import { compareValues, valuesEqual } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import type { Collation } from '../../collation/collation.ts';
import { commandError } from '../../errors.ts';
import { compilePullTest } from '../../query/element-tests.ts';
import { show } from '../../query/show.ts';
import { compileSort } from '../../query/sort.ts';
import { typeAlias } from '../../query/types.ts';
import { type Modifier, replacing } from '../modifier.ts';

interface PushPlan {
  values: readonly Value[];
  position: number | undefined;
  slice: number | undefined;
  sort: ((a: Value, b: Value) => number) | undefined;
}

/** `$push`, also with `$each`, `$slice`, `$sort` and `$position` */
export const push: Modifier = (path, operand, { collation }) => {
  const plan = pushPlan(operand, collation);
  return replacing((current, { original }) => {
    const array = [...arrayOf(current, path, original)];
    array.splice(insertionPoint(plan.position, array.length), 0, ...plan.values);
    if (plan.sort !== undefined) array.sort(plan.sort);
    if (plan.slice === undefined) return array;
    return plan.slice < 0 ? array.slice(plan.slice) : array.slice(0, plan.slice);
  });
};

const insertionPoint = (position: number | undefined, length: number): number => {
  if (position === undefined) return length;
  return position < 0 ? Math.max(0, length + position) : Math.min(position, length);
};

function pushPlan(operand: Value, collation: Collation | undefined): PushPlan {
  const plan: PushPlan = { values: [operand], position: undefined, slice: undefined, sort: undefined };
  if (!isDoc(operand) || !operand.has('$each')) return plan;
  for (const [clause, value] of operand) {
    if (clause === '$each') plan.values = eachValues(value, '$push');
    else if (clause === '$slice') plan.slice = wholeNumber(value, '$slice');
    else if (clause === '$position') plan.position = wholeNumber(value, '$position');
    else if (clause === '$sort') plan.sort = elementOrder(value, collation);
    else throw commandError('BadValue', `Unrecognized clause in $push: ${clause}`);
  }
  return plan;
}

function wholeNumber(value: Value, clause: string): number {
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (Number.isInteger(number)) return number;
  throw commandError(
    'BadValue',
    `The value for ${clause} must be an integer value but was given type: ${typeAlias(value)}`,
  );
}

function elementSort(pattern: Doc, collation: Collation | undefined): (a: Doc, b: Doc) => number {
  const directions = [...pattern.values()].map((value) => (isNumeric(value) ? toNumber(value) : 0));
  if (directions.length === 0)
    throw commandError('BadValue', 'The $sort pattern is empty when it should be a set of fields.');
  if (directions.some((direction) => direction !== 1 && direction !== -1))
    throw commandError('BadValue', 'The $sort element value must be either 1 or -1');
  for (const path of pattern.keys()) {
    if (path === '') throw commandError('BadValue', 'The $sort field cannot be empty');
    if (path.split('.').includes(''))
      throw commandError('BadValue', `The $sort field is a dotted field but has an empty part: ${path}`);
  }
  return compileSort(pattern, collation);
}

function elementOrder(pattern: Value, collation: Collation | undefined): (a: Value, b: Value) => number {
  if (isDoc(pattern)) {
    const compare = elementSort(pattern, collation);
    const asDoc = (value: Value): Doc => (isDoc(value) ? value : doc({}));
    return (a, b) => compare(asDoc(a), asDoc(b));
  }
  const direction = isNumeric(pattern) ? toNumber(pattern) : 0;
  if (direction !== 1 && direction !== -1) {
    throw commandError('BadValue', 'The $sort element value must be either 1 or -1');
  }
  return (a, b) => compareValues(a, b, collation) * direction;
}

function eachValues(value: Value, operator: string): readonly Value[] {
  if (Array.isArray(value)) return value;
  throw commandError(
    operator === '$push' ? 'BadValue' : 'TypeMismatch',
    `The argument to $each in ${operator} must be an array but it was of type: ${typeAlias(value)}`,
  );
}

function arrayOf(current: Value | undefined, path: string, original: Doc): readonly Value[] {
  if (current === undefined) return [];
  if (Array.isArray(current)) return current;
  throw commandError(
    'BadValue',
    `The field '${path}' must be an array but is of type ${typeAlias(current)} in document ` +
      `{_id: ${show(original.get('_id'))}}`,
  );
}

/** `$addToSet`, also with `$each` */
export const addToSet: Modifier = (path, operand, { collation }) => {
  const each = isDoc(operand) ? operand.get('$each') : undefined;
  const values = each === undefined ? [operand] : eachValues(each, '$addToSet');
  if (each !== undefined && isDoc(operand) && operand.size > 1)
    throw commandError('BadValue', `Found unexpected fields after $each in $addToSet: ${show(operand)}`);
  return replacing((current, { original }) => {
    const array = [...arrayOf(current, path, original)];
    for (const value of values) {
      if (!array.some((present) => valuesEqual(present, value, collation))) array.push(value);
    }
    return array.length === arrayLength(current) ? undefined : array;
  });
};

const arrayLength = (value: Value | undefined): number => (Array.isArray(value) ? value.length : -1);

/** `$pull` by value or condition */
export const pull: Modifier = (_path, operand, { collation }) => {
  const matches = compilePullTest(operand, { collation });
  return without('$pull', matches);
};

/** `$pullAll` */
export const pullAll: Modifier = (_path, operand, { collation }) => {
  if (!Array.isArray(operand)) {
    throw commandError(
      'BadValue',
      `$pullAll requires an array argument but was given a ${typeAlias(operand)}`,
    );
  }
  return without('$pullAll', (element) => operand.some((value) => valuesEqual(element, value, collation)));
};

function without(operator: string, unwanted: (element: Value) => boolean) {
  return replacing((current) => {
    if (current === undefined) return undefined;
    if (!Array.isArray(current))
      throw commandError('BadValue', `Cannot apply ${operator} to a non-array value`);
    const kept = current.filter((element) => !unwanted(element));
    return kept.length === current.length ? undefined : kept;
  });
}

/** `$pop`: 1 takes the last element, -1 the first */
export const pop: Modifier = (path, operand) => {
  const direction = isNumeric(operand) ? toNumber(operand) : 0;
  if (direction !== 1 && direction !== -1) {
    throw commandError('FailedToParse', `$pop expects 1 or -1, found: ${show(operand)}`);
  }
  return (draft, concrete) => {
    const current = draft.get(concrete);
    if (current === undefined) {
      draft.requireViable(concrete);
      return;
    }
    if (!Array.isArray(current)) {
      throw commandError(
        'TypeMismatch',
        `Path '${path}' contains an element of non-array type '${typeAlias(current)}'`,
      );
    }
    draft.set(concrete, direction === 1 ? current.slice(0, -1) : current.slice(1));
  };
};
