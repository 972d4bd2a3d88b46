import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { isIdKey } from './id-key.ts';

/** The `clusteredIndex` option of create, checked and completed: it is always the one on `_id`. */
export function clusteredOption(given: Value): Doc {
  const key = isDoc(given) ? given.get('key') : undefined;
  const unique = isDoc(given) ? given.get('unique') : undefined;
  if (!isDoc(given) || !isDoc(key) || !isIdKey(key))
    throw commandError('InvalidIndexSpecificationOption', 'The clusteredIndex key has to be {_id: 1}');
  if (unique !== true && !(isNumeric(unique) && toNumber(unique) !== 0))
    throw commandError('FailedToParse', 'The clusteredIndex option requires unique: true to be specified');
  const name = given.get('name') ?? '_id_';
  if (typeof name !== 'string' || name === '')
    throw commandError('TypeMismatch', 'The name of a clusteredIndex is a string');
  return new Map<string, Value>([
    ['v', 2],
    ['key', key],
    ['name', name],
    ['unique', true],
  ]);
}

/** The `_id` index of a clustered collection as listIndexes shows it; undefined for any other collection. */
export function clusteredSpec(options: Doc): Doc | undefined {
  const option = options.get('clusteredIndex');
  return isDoc(option) ? new Map<string, Value>([...option, ['clustered', true]]) : undefined;
}
