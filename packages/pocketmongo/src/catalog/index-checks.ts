import { toNumber } from '../bson/numbers.ts';
import { isDoc, isNumeric, type Doc } from '../bson/values.ts';
import { sameCollation, storedCollation } from '../collation/spec.ts';
import { commandError } from '../errors.ts';
import { checkGeoOptions } from '../indexes/geo/check-options.ts';
import { checkTextOptions } from '../indexes/text/check-options.ts';
import { show } from '../query/show.ts';
import { typeAlias } from '../query/types.ts';
import { isIdKey } from './id-key.ts';
import type { CollectionEntry } from './entries.ts';

const cannot = (message: string): Error => commandError('CannotCreateIndex', message);

const BOOLEANS = ['unique', 'prepareUnique', 'sparse', 'background'] as const;
/** All that may be said of the index on `_id`, which is there already. */
const ID_OPTIONS = new Set(['key', 'name', 'v', 'ns', 'collation', 'background']);
const REFERENCE_FIELDS = new Set(['$ref', '$id', '$db']);
const MOST_SECONDS = 2_147_483_647;

/** Refuses what a new index can't have. An index that is stored already was checked when it was made. */
export function checkNewIndex(spec: Doc, collection: CollectionEntry): void {
  const key = spec.get('key');
  if (!isDoc(key)) return;
  checkOptions(spec);
  checkPaths(key);
  checkName(spec, key);
  checkTextOptions(spec, key);
  checkGeoOptions(spec, key);
  if (isIdKey(key)) checkIdIndex(spec, collection);
}

function checkOptions(spec: Doc): void {
  const collation = spec.get('collation');
  if (isDoc(collation) && collation.size === 0)
    throw commandError('BadValue', "The field 'collation' cannot be an empty object");
  for (const option of BOOLEANS) {
    const value = spec.get(option);
    if (value !== undefined && typeof value !== 'boolean' && !isNumeric(value))
      throw commandError(
        'TypeMismatch',
        `The field '${option}' has value ${option}: ${show(value)}, which is not convertible to bool`,
      );
  }
  const hidden = spec.get('hidden');
  if (hidden !== undefined && typeof hidden !== 'boolean')
    throw commandError('TypeMismatch', `The field 'hidden' must be a bool, but got ${typeAlias(hidden)}`);
  const version = spec.get('v');
  if (version !== undefined && !(isNumeric(version) && [1, 2].includes(toNumber(version))))
    throw cannot(`Invalid index specification ${show(spec)}; cannot create an index with v=${show(version)}`);
  const sparse = spec.get('sparse');
  const isSparse = sparse === true || (isNumeric(sparse) && toNumber(sparse) !== 0);
  if (isSparse && spec.has('partialFilterExpression'))
    throw cannot('cannot mix "partialFilterExpression" and "sparse" options');
  const seconds = spec.get('expireAfterSeconds');
  if (isNumeric(seconds) && !(toNumber(seconds) <= MOST_SECONDS))
    throw cannot(
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a lower number. Index spec: ${show(spec)}`,
    );
}

function checkPaths(key: Doc): void {
  const id = key.get('_id');
  if (key.size === 1 && isNumeric(id) && toNumber(id) < 0)
    throw commandError('BadValue', `The field 'key' for an _id index must be {_id: 1}, but got ${show(key)}`);
  for (const path of key.keys()) {
    const [, ...below] = path.split('.');
    if (below.some((part) => part.startsWith('$') && part !== '$**' && !REFERENCE_FIELDS.has(part)))
      throw cannot("Index key contains an illegal field name: field name starts with '$'.");
    if (path.includes('\0')) throw cannot('Index keys cannot contain a null byte.');
  }
}

function checkName(spec: Doc, key: Doc): void {
  const name = spec.get('name');
  if (name === undefined) return;
  if (typeof name !== 'string') throw commandError('TypeMismatch', "The field 'name' must be a string");
  if (name === '' || name.includes('\0')) throw cannot(`The index name '${name}' is not valid`);
  if (name === '*') throw commandError('BadValue', "The index name '*' is not valid.");
  if (name === '_id_' && !isIdKey(key))
    throw commandError(
      'BadValue',
      `The index name '_id_' is reserved for the _id index, which must have key pattern {_id: 1}, found key: ${show(key)}`,
    );
}

function checkIdIndex(spec: Doc, collection: CollectionEntry): void {
  for (const option of spec.keys()) {
    if (!ID_OPTIONS.has(option))
      throw commandError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an _id index specification. Specification: ${show(spec)}`,
      );
  }
  if (spec.has('collation') && !sameCollation(storedCollation(spec), collection.collation))
    throw commandError(
      'BadValue',
      `The _id index must have the same collation as the collection. Index specification: ${show(spec)}`,
    );
}
