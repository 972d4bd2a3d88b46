import { valuesEqual } from '../../bson/compare.ts';
import { addNumbers, IntegerOverflow, multiplyNumbers } from '../../bson/numbers.ts';
import { type Doc, isDoc, isInt32, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import { typeAlias } from '../../query/types.ts';
import { type Modifier, replacing } from '../modifier.ts';

/** `$inc` */
export const inc: Modifier = (path, operand) => {
  if (!isNumeric(operand)) {
    throw commandError(
      'TypeMismatch',
      `Cannot increment with non-numeric argument: {${path}: ${show(operand)}}`,
    );
  }
  return replacing((current, { original }) => {
    if (current === undefined) return operand;
    if (!isNumeric(current)) throw notNumeric('$inc', path, current, original);
    return guarded('$inc', original, current, () => unlessSame(current, addNumbers(current, operand)));
  });
};

/** `$mul`; a missing field becomes zero of the operand's type. */
export const mul: Modifier = (path, operand) => {
  if (!isNumeric(operand)) {
    throw commandError(
      'TypeMismatch',
      `Cannot multiply with non-numeric argument: {${path}: ${show(operand)}}`,
    );
  }
  return replacing((current, { original }) => {
    if (current === undefined) return multiplyNumbers(operand, 0);
    if (!isNumeric(current)) throw notNumeric('$mul', path, current, original);
    return guarded('$mul', original, current, () => unlessSame(current, multiplyNumbers(current, operand)));
  });
};

/** `$bit: {field: {and|or|xor: integer}}` */
export const bit: Modifier = (path, operand) => {
  if (!isDoc(operand) || operand.size === 0) {
    throw commandError(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeAlias(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  const steps = Array.from(operand, ([name, mask]) => ({ name, mask: bitOperand(name, mask) }));
  return replacing((current, { original }) => {
    let value = current === undefined ? 0 : current;
    for (const { name, mask } of steps) value = combine(name, integer(value, path, original), mask);
    return value;
  });
};

type Integer = number | bigint;

function bitOperand(name: string, mask: Value): Integer {
  if (name !== 'and' && name !== 'or' && name !== 'xor') {
    throw commandError(
      'BadValue',
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${show(mask)}}`,
    );
  }
  if (!isInteger(mask)) {
    throw commandError(
      'BadValue',
      `The $bit modifier field must be an Integer(32/64 bit); a '${typeAlias(mask)}' is not supported here: {${name}: ${show(mask)}}`,
    );
  }
  return mask;
}

const isInteger = (value: Value): value is Integer =>
  typeof value === 'bigint' || (typeof value === 'number' && isInt32(value));

function integer(value: Value, path: string, original: Doc): Integer {
  if (isInteger(value)) return value;
  throw commandError(
    'BadValue',
    `Cannot apply $bit to a value of non-integral type.${idOf(original)} has the field ${path} of non-integer type ${typeAlias(value)}`,
  );
}

function combine(name: string, a: Integer, b: Integer): Integer {
  const [x, y] = [BigInt(a), BigInt(b)];
  const result = BigInt.asIntN(64, name === 'and' ? x & y : name === 'or' ? x | y : x ^ y);
  return typeof a === 'bigint' || typeof b === 'bigint' ? result : Number(result);
}

/** Nothing when a double or decimal stays equal: -0 plus 0 leaves -0, and 1.00 times 1.0 leaves 1.00. */
function unlessSame(current: Value, next: Value): Value | undefined {
  // Of plain numbers only -0 equals one that is written otherwise.
  if (typeof next !== 'object' && !Object.is(next, -0)) return next;
  return typeAlias(current) === typeAlias(next) && valuesEqual(current, next) ? undefined : next;
}

function notNumeric(operator: string, path: string, current: Value, original: Doc) {
  return commandError(
    'TypeMismatch',
    `Cannot apply ${operator} to a value of non-numeric type. ${idOf(original)} has the field '${path}' of ` +
      `non-numeric type ${typeAlias(current)}`,
  );
}

const idOf = (original: Doc): string => `{_id: ${show(original.get('_id'))}}`;

/** Names the document in the error of an overflow. */
function guarded(
  operator: string,
  original: Doc,
  current: Value,
  compute: () => Value | undefined,
): Value | undefined {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof IntegerOverflow)) throw error;
    throw commandError(
      'BadValue',
      `Failed to apply ${operator} operations to current value (${show(current)}) for document ${idOf(original)}`,
    );
  }
}
