import { toNumber } from '../bson/numbers.ts';
import { isNumeric, type Doc } from '../bson/values.ts';

/** Whether a key pattern is that of the index on `_id`, which every collection has. */
export function isIdKey(key: Doc): boolean {
  const direction = key.get('_id');
  return key.size === 1 && isNumeric(direction) && toNumber(direction) === 1;
}
