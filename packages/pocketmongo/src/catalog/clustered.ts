import { valuesEqual } from '../bson/compare.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import { commandError, locationError } from '../errors.ts';
import { missingField, unknownField, wrongType } from '../field-errors.ts';
import { isTruthy } from '../query/operators/element.ts';
import { isIdKey } from './id-key.ts';

const OPTION = 'create.clusteredIndex';
const FIELDS = new Set(['key', 'unique', 'name', 'v']);

/** The `clusteredIndex` option of create, checked and completed; undefined where it is false. It is always on `_id`. */
export function clusteredOption(given: Value): Doc | undefined {
  if (!isDoc(given)) {
    if (typeof given !== 'boolean' && !isNumeric(given)) throw wrongType(OPTION, given, 'object');
    if (!isTruthy(given)) return undefined;
    throw locationError(5979703, "The 'clusteredIndex: true' format is for the server's own collections");
  }
  for (const field of given.keys()) if (!FIELDS.has(field)) throw unknownField(`${OPTION}.${field}`);
  const key = keyOf(given);
  checkUnique(given.get('unique') ?? undefined);
  checkVersion(given.get('v') ?? 2);
  const name = given.get('name') ?? '_id_';
  if (typeof name !== 'string') throw wrongType(`${OPTION}.name`, name, 'string');
  return new Map<string, Value>([
    ['v', 2],
    ['key', key],
    ['name', name],
    ['unique', true],
  ]);
}

function keyOf(given: Doc): Doc {
  const key = given.get('key') ?? undefined;
  if (key === undefined) throw missingField(`${OPTION}.key`);
  if (!isDoc(key)) throw wrongType(`${OPTION}.key`, key, 'object');
  if (isIdKey(key)) return key;
  throw commandError('InvalidIndexSpecificationOption', 'The clusteredIndex key has to be {_id: 1}');
}

function checkUnique(unique: Value | undefined): void {
  if (unique === undefined) throw missingField(`${OPTION}.unique`);
  if (typeof unique !== 'boolean' && !isNumeric(unique)) throw wrongType(`${OPTION}.unique`, unique, 'bool');
  if (!isTruthy(unique))
    throw locationError(5979700, 'The clusteredIndex option requires unique: true to be specified');
}

function checkVersion(version: Value): void {
  if (!isNumeric(version)) throw wrongType(`${OPTION}.v`, version, 'int');
  if (wholeNumberOf(version) !== 2) throw locationError(5979704, 'The version of a clusteredIndex is 2');
}

/** The `_id` index of a clustered collection as listIndexes shows it; undefined for any other collection. */
export function clusteredSpec(options: Doc): Doc | undefined {
  const option = options.get('clusteredIndex');
  return isDoc(option) ? new Map<string, Value>([...option, ['clustered', true]]) : undefined;
}

/** Whether a name or a key pattern means the index that a clustered collection lies in. */
export function isClusteredIndex(options: Doc, which: string | Doc | readonly string[]): boolean {
  const clustered = clusteredSpec(options);
  if (clustered === undefined) return false;
  return (
    which === clustered.get('name') || (which instanceof Map && valuesEqual(clustered.get('key'), which))
  );
}
