import type { Value } from './bson/values.ts';
import { commandError, locationError } from './errors.ts';
import { typeAlias } from './query/types.ts';

/** The refusal of a value of another type than the field takes. */
export function wrongType(field: string, value: Value, expected: string) {
  return commandError(
    'TypeMismatch',
    `BSON field '${field}' is the wrong type '${typeAlias(value)}', expected type '${expected}'`,
  );
}

export const missingField = (field: string) =>
  locationError(40414, `BSON field '${field}' is missing but a required field`);

export const unknownField = (field: string) =>
  locationError(40415, `BSON field '${field}' is an unknown field.`);
