import { BSON } from 'mongodb';

/** A value with its exact types, as text. */
export const exact = (value: unknown): string =>
  value === undefined ? 'missing' : BSON.EJSON.stringify({ value }, { relaxed: false });

/** Throws when two values differ in value or type. */
export function expectSame(found: unknown, expected: unknown): void {
  if (exact(found) !== exact(expected)) throw new Error(`expected ${exact(expected)}, found ${exact(found)}`);
}
