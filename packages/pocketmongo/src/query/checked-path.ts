import { commandError, locationError } from '../errors.ts';

const MAX_PARTS = 200;
/** The fields of a DBRef, the only ones that may start so. */
const OF_REFERENCES = new Set(['$ref', '$id', '$db']);

/** The parts of a path of an aggregation, a projection or a sort. Throws for one that can't be. */
export function checkedParts(path: string): string[] {
  if (path === '') throw locationError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw locationError(40353, "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  if (parts.length > MAX_PARTS) throw commandError('Overflow', 'FieldPath is too long');
  for (const part of parts) {
    if (part === '') throw locationError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$') && !OF_REFERENCES.has(part))
      throw locationError(
        16410,
        "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
      );
    if (part.includes('\0')) throw locationError(16411, 'FieldPath field names may not contain null bytes.');
  }
  return parts;
}
