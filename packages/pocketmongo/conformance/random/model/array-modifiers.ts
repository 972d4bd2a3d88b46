import { wholeOf } from './exact.ts';
import { elementTest } from './filter.ts';
import { sortKey } from './paths.ts';
import {
  compare,
  type Doc,
  equal,
  type Found,
  isArray,
  isDoc,
  isNumber,
  ModelError,
  type Value,
} from './values.ts';

/** The changed array of `$push`, `$addToSet`, `$pop`, `$pull` or `$pullAll`; undefined: nothing changes. */
export function changeArray(operator: string, current: Found, operand: Value): Found {
  switch (operator) {
    case '$push':
      return push(current, operand);
    case '$addToSet':
      return addToSet(current, operand);
    case '$pop':
      return pop(current, operand);
    case '$pull':
      return without(current, elementTest(operand, '$pull'));
    default: {
      if (!isArray(operand)) throw new ModelError(2);
      return without(current, (element) => operand.some((one) => equal(one, element)));
    }
  }
}

function present(current: Found, code: number): Value[] {
  if (current === undefined) return [];
  if (!isArray(current)) throw new ModelError(code);
  return current;
}

function each(operand: Value, code = 2): Value[] {
  if (!isDoc(operand) || !operand.has('$each')) return [operand];
  const values = operand.get('$each');
  if (!isArray(values)) throw new ModelError(code);
  return values;
}

function whole(value: Found): number | undefined {
  if (value === undefined) return undefined;
  const number = isNumber(value) ? wholeOf(value) : undefined;
  if (number === undefined) throw new ModelError(2);
  return Number(number);
}

function push(current: Found, operand: Value): Value[] {
  const values = each(operand);
  const clauses: Doc = isDoc(operand) && operand.has('$each') ? operand : new Map<string, Value>();
  for (const name of clauses.keys())
    if (!['$each', '$slice', '$sort', '$position'].includes(name)) throw new ModelError(2);
  const [position, slice] = [whole(clauses.get('$position')), whole(clauses.get('$slice'))];
  const order = clauses.has('$sort') ? orderOf(clauses.get('$sort')) : undefined;
  const array = [...present(current, 2)];
  const place =
    position === undefined ? array.length : position < 0 ? Math.max(0, array.length + position) : position;
  const joined = [...array.slice(0, place), ...values, ...array.slice(place)];
  if (order !== undefined) joined.sort(order);
  if (slice === undefined) return joined;
  return slice < 0 ? joined.slice(slice) : joined.slice(0, slice);
}

function orderOf(pattern: Found): (a: Value, b: Value) => number {
  if (isDoc(pattern)) {
    const fields = Array.from(pattern, ([path, direction]) => ({ path, sign: sign(direction) }));
    const asDoc = (value: Value): Doc => (isDoc(value) ? value : new Map<string, Value>());
    return (a, b) => {
      for (const { path, sign: direction } of fields) {
        const order = compare(
          sortKey(asDoc(a), path, direction, compare),
          sortKey(asDoc(b), path, direction, compare),
        );
        if (order !== 0) return order * direction;
      }
      return 0;
    };
  }
  const direction = sign(pattern);
  return (a, b) => compare(a, b) * direction;
}

function sign(direction: Found): number {
  const number = whole(direction);
  if (number !== 1 && number !== -1) throw new ModelError(2);
  return number;
}

function addToSet(current: Found, operand: Value): Found {
  const array = [...present(current, 2)];
  for (const value of each(operand, 14)) if (!array.some((one) => equal(one, value))) array.push(value);
  return isArray(current) && current.length === array.length ? undefined : array;
}

function pop(current: Found, operand: Value): Found {
  const end = isNumber(operand) ? wholeOf(operand) : undefined;
  if (end !== 1n && end !== -1n) throw new ModelError(9);
  if (current === undefined) return undefined;
  const array = present(current, 14);
  return end === 1n ? array.slice(0, -1) : array.slice(1);
}

function without(current: Found, unwanted: (element: Value) => boolean): Found {
  if (current === undefined) return undefined;
  return present(current, 2).filter((element) => !unwanted(element));
}
