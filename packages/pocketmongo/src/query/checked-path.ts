import { locationError } from '../errors.ts';

/** Throws for a path of a projection or a sort that has an empty part. */
export function checkPath(path: string): void {
  if (path === '') throw locationError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw locationError(40353, "FieldPath must not end with a '.'.");
  if (path.split('.').includes(''))
    throw locationError(15998, 'FieldPath field names may not be empty strings.');
}
