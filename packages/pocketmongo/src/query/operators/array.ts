import { INT32_MAX, toNumber } from '../../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { isWhole } from '../../bson/whole-number.ts';
import { commandError } from '../../errors.ts';
import { leaf, type Condition } from '../conditions.ts';
import type { DocTest, ValueTest } from '../paths.ts';

/** `$size` */
export function hasSize(operand: Value): Condition {
  if (!isNumeric(operand)) throw commandError('BadValue', 'Failed to parse $size. Expected a number');
  const size = toNumber(operand);
  if (!isWhole(operand)) throw commandError('BadValue', 'Failed to parse $size. Expected an integer');
  if (size < 0) throw commandError('BadValue', 'Failed to parse $size. Expected a non-negative number');
  if (size > INT32_MAX) throw commandError('BadValue', 'Failed to parse $size. Expected a 32-bit integer');
  return leaf((value) => Array.isArray(value) && value.length === size, false);
}

/** `$elemMatch` with conditions on the element itself. */
export function anyElement(test: ValueTest): Condition {
  return leaf((value, state) => {
    if (!Array.isArray(value)) return false;
    const index = value.findIndex((element) => test(element, undefined));
    if (index >= 0 && state !== undefined) state.position = index;
    return index >= 0;
  }, false);
}

/** `$elemMatch` with a filter that the element, a document or array, has to match. */
export function anyDocument(test: DocTest): Condition {
  return anyElement((element) => {
    const document = asDocument(element);
    return document !== undefined && test(document, undefined);
  });
}

/** A document, or an array as a document whose fields are the indexes. */
export function asDocument(value: Value | undefined): Doc | undefined {
  if (isDoc(value)) return value;
  if (!Array.isArray(value)) return undefined;
  return new Map(value.map((element, index) => [String(index), element]));
}
