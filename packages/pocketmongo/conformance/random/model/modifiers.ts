import { Int32, Long } from 'bson';
import { calculate, wholeOf } from './exact.ts';
import { changeArray } from './array-modifiers.ts';
import { at, put, remove } from './update-paths.ts';
import { clone, isIndex } from './paths.ts';
import {
  compare,
  equal,
  type Doc,
  type Found,
  isArray,
  isDoc,
  isInteger,
  isLong,
  isNumber,
  ModelError,
  nameOf,
  tagOf,
  type Value,
} from './values.ts';

/** Where the clock of the server is stood in for: the comparison of answers looks only at the type there. */
let clock = 0;

/** Makes one change in place; without a document only the operand is looked at. */
export function modifier(
  operator: string,
  document: Doc | undefined,
  path: readonly string[],
  operand: Value,
  inserting: boolean,
): void {
  checkOperand(operator, operand);
  if (document === undefined) return;
  if (operator === '$setOnInsert' && !inserting) return;
  if (operator === '$unset') return remove(document, path);
  if (operator === '$rename') return rename(document, path, nameOf(operand));
  const current = at(document, path);
  if (operator === '$pop' && current === undefined) return requireViable(document, path);
  const next = changed(operator, current, operand);
  if (next !== undefined) put(document, path, clone(next));
}

function rename(document: Doc, from: readonly string[], to: string): void {
  const target = to.split('.');
  const value = at(document, from);
  if (value === undefined) return requireViable(document, from);
  for (const path of [from, target])
    if (path.some((_, depth) => depth > 0 && isArray(at(document, path.slice(0, depth)))))
      throw new ModelError(2);
  remove(document, from);
  put(document, target, value);
}

/** A path must not lead through anything else than documents and places of arrays. */
function requireViable(document: Doc, path: readonly string[]): void {
  path.forEach((part, depth) => {
    const inner = at(document, path.slice(0, depth));
    const open = inner === undefined || isDoc(inner) || (isArray(inner) && isIndex(part));
    if (!open) throw new ModelError(28);
  });
}

function checkOperand(operator: string, operand: Value): void {
  const isArithmetic = operator === '$inc' || operator === '$mul';
  if (isArithmetic && !isNumber(operand)) throw new ModelError(14);
  if (operator === '$currentDate' && !isClock(operand)) throw new ModelError(2);
  if (operator === '$bit') bits(operand);
  if (['$push', '$addToSet', '$pop', '$pull', '$pullAll'].includes(operator))
    changeArray(operator, [], operand);
}

function isClock(operand: Value): boolean {
  if (typeof operand === 'boolean') return true;
  return isDoc(operand) && operand.get('$type') === 'date';
}

/** The new value; undefined: nothing changes. */
function changed(operator: string, current: Found, operand: Value): Found {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return operand;
    case '$min':
      return current === undefined || compare(operand, current) < 0 ? operand : undefined;
    case '$max':
      return current === undefined || compare(operand, current) > 0 ? operand : undefined;
    case '$currentDate':
      return new Date((clock += 1));
    case '$inc':
      return arithmetic('add', current, operand);
    case '$mul':
      return arithmetic('multiply', current === undefined ? new Int32(0) : current, operand);
    case '$bit':
      return combine(current, operand);
    default:
      return changeArray(operator, current, operand);
  }
}

function arithmetic(operation: 'add' | 'multiply', current: Found, operand: Value): Value {
  if (current === undefined) return operand;
  if (!isNumber(current) || !isNumber(operand)) throw new ModelError(14);
  const next = calculate(operation, current, operand, 'error');
  // What stays equal stays as it is written: -0, 1.00.
  return tagOf(current) === tagOf(next) && equal(current, next) ? current : next;
}

function bits(operand: Value): [string, Int32 | Long][] {
  if (!isDoc(operand) || operand.size === 0) throw new ModelError(2);
  return Array.from(operand, ([name, mask]) => {
    if (!['and', 'or', 'xor'].includes(name) || !isInteger(mask)) throw new ModelError(2);
    return [name, mask];
  });
}

function combine(current: Found, operand: Value): Value {
  let value: Value = current ?? (current === null ? null : new Int32(0));
  for (const [name, mask] of bits(operand)) {
    if (!isInteger(value)) throw new ModelError(2);
    const [a, b] = [wholeOf(value) ?? 0n, wholeOf(mask) ?? 0n];
    const result = name === 'and' ? a & b : name === 'or' ? a | b : a ^ b;
    value =
      isLong(value) || isLong(mask) ? Long.fromBigInt(BigInt.asIntN(64, result)) : new Int32(Number(result));
  }
  return value;
}
