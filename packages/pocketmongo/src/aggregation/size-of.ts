import { commandError } from '../errors.ts';
import { Binary, Decimal128, type Value } from '../bson/values.ts';

/** What a value may take when written out; parts that it shares count as often as they stand in it. */
export const MAX_VALUE_BYTES = 32 * 1024 * 1024;

/**
 * About the bytes that a value takes as BSON; what the memory limits of stages count. Gives up with BSONObjectTooLarge
 * where it gets too long: values that share parts are small in memory and endless to walk.
 */
export function sizeOf(value: Value | undefined): number {
  switch (typeof value) {
    case 'string':
      return value.length + 5;
    case 'undefined':
      return 0;
    case 'object':
      return objectSize(value);
    default:
      return 8;
  }
}

function objectSize(value: Exclude<Value, string | number | bigint | boolean>): number {
  if (value === null) return 1;
  if (value instanceof Map) {
    let size = 5;
    for (const [key, field] of value) size += key.length + 2 + sizeOf(field);
    return checked(size);
  }
  if (Array.isArray(value)) {
    let size = 5;
    for (const element of value) size += 4 + sizeOf(element);
    return checked(size);
  }
  if (value instanceof Binary) return value.length() + 5;
  return value instanceof Decimal128 ? 16 : 12;
}

function checked(size: number): number {
  if (size <= MAX_VALUE_BYTES) return size;
  throw commandError('BSONObjectTooLarge', `a value is larger than ${MAX_VALUE_BYTES} bytes`);
}
