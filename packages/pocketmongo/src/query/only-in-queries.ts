import { isDoc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';

const NEAR = new Set(['$near', '$nearSphere', '$geoNear']);
const SEARCHING = new Set(['$text', '$where']);

/** Refuses operators that only a query on a collection may hold, in a filter of `what`: a validator, a list of names. */
export function refuseQueryOperators(filter: Value, what: string): void {
  if (Array.isArray(filter)) return filter.forEach((each) => refuseQueryOperators(each, what));
  if (!isDoc(filter)) return;
  for (const [name, operand] of filter) {
    if (NEAR.has(name)) throw locationError(5626500, `${name} is not allowed in ${what}`);
    if (SEARCHING.has(name)) throw commandError('BadValue', `${name} is not allowed in ${what}`);
    if (name !== '$jsonSchema' && name !== '$expr') refuseQueryOperators(operand, what);
  }
}
