import { doc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import { commandError, locationError } from '../errors.ts';
import { isTruthy } from '../query/operators/element.ts';
import { isIdKey } from './id-key.ts';
import type { IndexEntry } from './entries.ts';

const MOST_SECONDS = 2 ** 31 - 1;
/** Options that are false where they are missing. */
const SWITCHES = new Set(['hidden', 'unique', 'prepareUnique']);

/** The options of an index that collMod changes: checked against the index. */
export function indexOptions(change: Doc): Doc {
  const options: Doc = new Map();
  for (const [field, value] of change) {
    if (field === 'name' || field === 'keyPattern') continue;
    if (!SWITCHES.has(field) && field !== 'expireAfterSeconds')
      throw locationError(40415, `BSON field 'collMod.index.${field}' is an unknown field.`);
    if (value === null) continue;
    options.set(field, SWITCHES.has(field) ? switchOf(field, value) : secondsOf(value));
  }
  if (options.size === 0)
    throw commandError(
      'InvalidOptions',
      'no expireAfterSeconds, hidden, unique, or prepareUnique field specified in collMod',
    );
  return options;
}

function switchOf(field: string, value: Value): boolean {
  if (typeof value === 'boolean' || isNumeric(value)) return isTruthy(value);
  throw commandError('TypeMismatch', `BSON field 'collMod.index.${field}' must be a boolean`);
}

/** What is too much is the most that there may be. */
function secondsOf(value: Value): number {
  if (!isNumeric(value))
    throw commandError('TypeMismatch', "BSON field 'collMod.index.expireAfterSeconds' must be a number");
  const seconds = wholeNumberOf(value);
  if (seconds < 0) throw commandError('InvalidOptions', "'expireAfterSeconds' cannot be less than 0");
  return Math.min(seconds, MOST_SECONDS);
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
  if (
    options.has('prepareUnique') &&
    options.get('prepareUnique') !== index.prepareUnique &&
    options.size > 1
  )
    throw commandError('InvalidOptions', "'prepareUnique' can't be changed together with other options");
  if (options.get('prepareUnique') === true) checkPreparable(index);
  if (options.has('expireAfterSeconds') && !canExpire(index))
    throw commandError('InvalidOptions', 'TTL indexes are single-field indexes on a field other than _id');
}

const canExpire = ({ keyPattern, text, wildcard }: IndexEntry): boolean =>
  keyPattern.size === 1 && !isIdKey(keyPattern) && text === undefined && wildcard === undefined;

/** Refuses kinds of indexes that can't keep duplicates out. */
export function checkPreparable({ unique, text, geo, hashed, wildcard, strings }: IndexEntry): void {
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

/** The fields of collMod's reply: each switch that changed, before and after; seconds in any case. */
export function changedOptions(before: Doc, options: Doc): Doc {
  const reply: Doc = doc({});
  for (const [field, value] of options) {
    const old: Value | undefined = before.get(field) ?? (SWITCHES.has(field) ? false : undefined);
    if (old === value && SWITCHES.has(field)) continue;
    if (old !== undefined && field !== 'unique') reply.set(`${field}_old`, asReplied(old));
    reply.set(`${field}_new`, asReplied(value));
  }
  return reply;
}

/** Seconds are int64 in replies. */
const asReplied = (value: Value): Value => (isNumeric(value) ? BigInt(wholeNumberOf(value)) : value);
