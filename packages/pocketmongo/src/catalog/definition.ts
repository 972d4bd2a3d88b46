import { toNumber } from '../bson/numbers.ts';
import { isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError, locationError } from '../errors.ts';
import { sortKeys } from '../collation/sort-key.ts';
import { parseCollation } from '../collation/spec.ts';
import { markedText } from '../indexes/collated-text.ts';
import { parseGeoDefinition } from '../indexes/geo/definition.ts';
import { hashedField } from '../indexes/hashed.ts';
import { parseTextDefinition } from '../indexes/text/definition.ts';
import { parseWildcardDefinition } from '../indexes/wildcard/definition.ts';
import { refuseQueryOperators } from '../query/only-in-queries.ts';
import { show } from '../query/show.ts';
import { type IndexEntry } from './entries.ts';
import { isIdKey } from './id-key.ts';
import { defaultIndexName } from './index-name.ts';
import type { IndexField } from './index-field.ts';

const MAX_FIELDS = 32;
/** Kinds of fields beside directions and text. */
const KINDS = new Set(['2d', '2dsphere', 'hashed']);
const KNOWN_OPTIONS = new Set([
  'v',
  'key',
  'name',
  'ns',
  'unique',
  'prepareUnique',
  'sparse',
  'background',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
  'hidden',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  'storageEngine',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'wildcardProjection',
]);
const PARTIAL_OPERATORS = new Set([
  '$eq',
  '$exists',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$type',
  '$in',
  '$and',
  '$or',
]);

/** Builds an index from its specification. `table` is its place in the store. Throws CannotCreateIndex and its kin. */
export function defineIndex(spec: Doc, table: number, language: QueryLanguage): IndexEntry {
  const key = spec.get('key');
  if (!isDoc(key) || key.size === 0) throw commandError('CannotCreateIndex', 'Index keys cannot be empty.');
  refuseUnknownOptions(spec);
  if (key.size > MAX_FIELDS)
    throw locationError(13103, `too many compound keys: an index has at most ${MAX_FIELDS} fields`);
  const text = parseTextDefinition(spec, key);
  const wildcard = text === undefined ? parseWildcardDefinition(spec, key, fieldOf) : undefined;
  const hashed = hashedField(spec, key);
  const geo = parseGeoDefinition(spec, key);
  const fields =
    text === undefined && wildcard === undefined
      ? Array.from(key, ([path, kind]) => fieldOf(path, kind))
      : [];
  const collation = collationOf(spec);
  const strings = collation === undefined ? undefined : sortKeys(collation);
  const partial = spec.get('partialFilterExpression');
  if (partial !== undefined && !isDoc(partial))
    throw commandError('TypeMismatch', 'partialFilterExpression for an index must be a document');
  if (partial !== undefined) {
    refuseQueryOperators(partial, 'a partial index');
    checkPartial(partial);
  }
  const name = spec.get('name');
  return {
    name: typeof name === 'string' ? name : defaultIndexName(key),
    table,
    spec: text === undefined ? listed(spec, key) : text.spec,
    keyPattern: text === undefined ? key : text.keyPattern,
    fields,
    unique: isTrue(spec.get('unique')) || isIdKey(key),
    prepareUnique: isTrue(spec.get('prepareUnique')),
    sparse: isTrue(spec.get('sparse')),
    hidden: isTrue(spec.get('hidden')),
    partial:
      partial === undefined
        ? undefined
        : { filter: partial, matches: language.compileFilter(partial, { collation }) },
    expireAfterSeconds: expiryOf(spec, key),
    collation,
    strings,
    fold: strings === undefined ? undefined : (given) => markedText(strings.of(given)),
    outdated: false,
    text,
    geo,
    wildcard,
    hashed,
    kinds: text === undefined && geo === undefined && wildcard === undefined,
    flags: {
      multikey: wildcard === undefined ? fields.map(() => false) : [false],
      truncated: false,
      irregular: false,
      unstored: false,
    },
    uses: { count: 0, since: new Date() },
  };
}

/** The collation of an index; the order of bytes is none. Throws CannotCreateIndex for kinds that can't have one. */
function collationOf(spec: Doc): Collation | undefined {
  const given = spec.get('collation');
  const collation = given === undefined ? undefined : parseCollation(given);
  const key = spec.get('key');
  if (collation === undefined || !isDoc(key)) return collation;
  for (const kind of key.values()) {
    if (kind === 'text' || kind === '2d' || kind === 'hashed')
      throw commandError(
        'CannotCreateIndex',
        `Index type '${kind}' does not support collation: ${show(collation.spec)}`,
      );
  }
  return collation;
}

function isTrue(value: Value | undefined): boolean {
  return value === true || (isNumeric(value) && toNumber(value) !== 0);
}

function refuseUnknownOptions(spec: Doc): void {
  for (const name of spec.keys()) {
    if (!KNOWN_OPTIONS.has(name))
      throw commandError(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification. Specification: ${show(spec)}`,
      );
  }
}

function fieldOf(path: string, kind: Value): IndexField {
  if (path === '' || path.split('.').includes(''))
    throw commandError('CannotCreateIndex', 'Index keys cannot contain an empty field.');
  if (path.startsWith('$') && !['$id', '$ref', '$db'].includes(path))
    throw commandError(
      'CannotCreateIndex',
      "Index key contains an illegal field name: field name starts with '$'.",
    );
  if (typeof kind === 'string' && !KINDS.has(kind))
    throw commandError('CannotCreateIndex', `Index type '${kind}' is not supported by this server`);
  if (typeof kind === 'string') return { path, parts: path.split('.'), direction: 1 };
  const direction = isNumeric(kind) ? toNumber(kind) : Number.NaN;
  if (direction === 0 || Number.isNaN(direction))
    throw commandError(
      'CannotCreateIndex',
      'Values in the index key pattern must be numbers other than 0 or strings.',
    );
  return { path, parts: path.split('.'), direction: direction < 0 ? -1 : 1 };
}

function expiryOf(spec: Doc, key: Doc): number | undefined {
  const seconds = spec.get('expireAfterSeconds');
  if (seconds === undefined) return undefined;
  if (!isNumeric(seconds))
    throw commandError('CannotCreateIndex', "TTL index 'expireAfterSeconds' option must be numeric");
  if (toNumber(seconds) < 0)
    throw commandError(
      'CannotCreateIndex',
      "TTL index 'expireAfterSeconds' option must be within an acceptable range",
    );
  if (key.size > 1)
    throw commandError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    );
  if (isIdKey(key))
    throw commandError(
      'InvalidIndexSpecificationOption',
      "The field 'expireAfterSeconds' is not valid for an _id index specification.",
    );
  return toNumber(seconds);
}

function checkPartial(filter: Doc): void {
  for (const [name, value] of filter) {
    if (name === '$and' || name === '$or') {
      if (Array.isArray(value)) for (const branch of value) if (isDoc(branch)) checkPartial(branch);
      continue;
    }
    if (name.startsWith('$')) refusePartial(name);
    if (!isDoc(value)) continue;
    for (const [operator, operand] of value) {
      if (!operator.startsWith('$')) break;
      if (!PARTIAL_OPERATORS.has(operator)) refusePartial(operator);
      if (operator === '$exists' && !isTrue(operand)) refusePartial('{$exists: false}');
    }
  }
}

function refusePartial(what: string): never {
  throw commandError('CannotCreateIndex', `Expression not supported in partial index: ${what}`);
}

/** The specification in the order of listIndexes. */
function listed(spec: Doc, key: Doc): Doc {
  const name = spec.get('name');
  const shown: Doc = new Map<string, Value>([
    ['v', 2],
    ['key', key],
    ['name', typeof name === 'string' ? name : defaultIndexName(key)],
  ]);
  for (const [field, value] of spec) {
    if (!['v', 'key', 'name', 'ns', 'background'].includes(field)) shown.set(field, value);
  }
  return shown;
}
