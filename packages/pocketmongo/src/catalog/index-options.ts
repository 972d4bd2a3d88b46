import { toNumber, wholeNumber } from '../bson/numbers.ts';
import { doc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { isIdKey } from './id-key.ts';
import type { IndexEntry } from './entries.ts';

/** Options that are false where they are missing. */
const SWITCHES = new Set(['hidden', 'unique', 'prepareUnique']);

/** The options of an index that collMod changes: checked against the index. */
export function indexOptions(change: Doc): Doc {
  const options: Doc = new Map();
  for (const [field, value] of change) {
    if (field === 'name' || field === 'keyPattern') continue;
    if (SWITCHES.has(field)) {
      if (typeof value !== 'boolean' && !isNumeric(value))
        throw commandError('TypeMismatch', `BSON field 'collMod.index.${field}' must be a boolean`);
      options.set(field, value === true || (isNumeric(value) && toNumber(value) !== 0));
    } else if (field === 'expireAfterSeconds') {
      if (!isNumeric(value))
        throw commandError('TypeMismatch', "BSON field 'collMod.index.expireAfterSeconds' must be a number");
      options.set(field, value);
    } else throw locationError(40415, `BSON field 'collMod.index.${field}' is an unknown field.`);
  }
  if (options.size === 0)
    throw commandError(
      'InvalidOptions',
      'no expireAfterSeconds, hidden, unique, or prepareUnique field specified in collMod',
    );
  return options;
}

/** Refuses what an index can't become. */
export function checkIndexOptions(index: IndexEntry, options: Doc): void {
  if (options.get('hidden') === true && isIdKey(index.keyPattern))
    throw commandError('BadValue', "can't hide _id index");
  if (options.get('unique') === false)
    throw commandError('BadValue', 'collMod does not support converting a unique index to a non-unique one');
  if (options.has('unique') && options.size > 1)
    throw commandError(
      'CommandNotSupported',
      'collMod with index.unique beside other options is not supported',
    );
  if (options.get('prepareUnique') === true) checkPreparable(index);
}

function checkPreparable({ unique, text, geo, hashed, wildcard, strings }: IndexEntry): void {
  if (unique) throw commandError('BadValue', 'prepareUnique is for indexes that are not unique');
  if (hashed !== undefined)
    throw commandError('InvalidOptions', 'Currently hashed indexes cannot guarantee uniqueness');
  if (wildcard !== undefined)
    throw commandError('InvalidOptions', 'wildcard indexes cannot guarantee uniqueness');
  if (text !== undefined || geo !== undefined || strings !== undefined)
    throw commandError(
      'CommandNotSupported',
      'prepareUnique of an index of text or places or with a collation is not supported',
    );
}

/** The fields of collMod's reply: each option that changed, before and after. */
export function changedOptions(before: Doc, options: Doc): Doc {
  const reply: Doc = doc({});
  for (const [field, value] of options) {
    const old: Value | undefined = before.get(field) ?? (SWITCHES.has(field) ? false : undefined);
    if (old === value) continue;
    if (old !== undefined && field !== 'unique') reply.set(`${field}_old`, asReplied(old));
    reply.set(`${field}_new`, asReplied(value));
  }
  return reply;
}

/** Seconds are int64 in replies, however they were given. */
const asReplied = (value: Value): Value => (isNumeric(value) ? BigInt(wholeNumber(value)) : value);
