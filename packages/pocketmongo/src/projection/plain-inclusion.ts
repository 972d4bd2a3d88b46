import { fieldNames, selectFields, type FieldNames } from '../bson/select-fields.ts';
import { isNumeric, type Doc } from '../bson/values.ts';
import type { Row } from '../engine.ts';
import { isTruthy } from '../query/operators/element.ts';

/**
 * The fields of a projection that does nothing but include whole top-level fields; undefined for every other. Such a
 * projection can be made from a stored document's bytes.
 */
export function plainInclusion(spec: Doc | undefined): FieldNames | undefined {
  if (spec === undefined || spec.size === 0) return undefined;
  const included = new Set(['_id']);
  let names = 0;
  for (const [name, operand] of spec) {
    if (typeof operand !== 'boolean' && !isNumeric(operand)) return undefined;
    if (name === '' || name.startsWith('$') || name.includes('.')) return undefined;
    if (isTruthy(operand)) {
      included.add(name);
      names += 1;
    } else if (name === '_id') included.delete('_id');
    else return undefined;
  }
  return names === 0 ? undefined : fieldNames(included);
}

/** Makes the result of a row by such a projection. */
export function inclusion(spec: Doc | undefined): ((row: Row) => Uint8Array) | undefined {
  const fields = plainInclusion(spec);
  if (fields === undefined) return undefined;
  return ({ raw, fieldsOnly }) => (fieldsOnly ? raw : selectFields(raw, fields));
}

/** The paths that a projection reads when it does nothing but include them; undefined for every other. */
export function includedPaths(spec: Doc | undefined): string[] | undefined {
  if (spec === undefined) return undefined;
  const included = new Set(['_id']);
  let paths = 0;
  for (const [path, operand] of spec) {
    if (typeof operand !== 'boolean' && !isNumeric(operand)) return undefined;
    if (path.split('.').some((part) => part === '' || part.startsWith('$'))) return undefined;
    if (isTruthy(operand)) {
      included.add(path);
      paths += 1;
    } else if (path === '_id') included.delete('_id');
    else return undefined;
  }
  return paths === 0 ? undefined : [...included];
}
