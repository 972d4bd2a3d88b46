import { compareNumbers, toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { sameCollation, storedCollation } from '../collation/spec.ts';
import { commandError } from '../errors.ts';
import { wrongType } from '../field-errors.ts';

const VERSIONS = new Set([1, 2]);
const OPTIONS = new Set(['key', 'name', 'v', 'ns', 'collation']);

/** The `idIndex` option of create, which can say only what is so anyway. */
export function checkIdIndex(body: Doc): void {
  const spec = body.get('idIndex') ?? undefined;
  if (spec === undefined) return;
  for (const other of ['viewOn', 'timeseries', 'clusteredIndex'])
    if (body.has(other)) throw commandError('InvalidOptions', `'idIndex' is not allowed with '${other}'`);
  if (!isDoc(spec)) throw wrongType('create.idIndex', spec, 'object');
  const [key, name, version] = [spec.get('key'), spec.get('name'), spec.get('v')];
  if (key === undefined || name === undefined)
    throw commandError('FailedToParse', "The 'key' and 'name' fields of idIndex are required");
  if (!isDoc(key)) throw wrongType('idIndex.key', key, 'object');
  if (!isAscendingId(key)) throw commandError('BadValue', "The 'key' of an _id index has to be {_id: 1}");
  if (typeof name !== 'string') throw wrongType('idIndex.name', name, 'string');
  if (name === '') throw commandError('CannotCreateIndex', 'An index name cannot be empty');
  if (version !== undefined) checkVersion(version);
  for (const option of spec.keys())
    if (!OPTIONS.has(option))
      throw commandError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an _id index specification`,
      );
  checkCollation(spec, body);
}

function checkCollation(spec: Doc, body: Doc): void {
  if (!spec.has('collation')) return;
  const [own, collection] = [spec, body].map((options) => storedCollation(options));
  if (!sameCollation(own, collection))
    throw commandError('BadValue', "The 'collation' of the _id index has to be that of the collection");
}

function isAscendingId(key: Doc): boolean {
  const direction = key.get('_id');
  return key.size === 1 && isNumeric(direction) && compareNumbers(direction, 1) === 0;
}

function checkVersion(version: Value): void {
  if (!isNumeric(version)) throw wrongType('idIndex.v', version, 'int');
  if (!VERSIONS.has(toNumber(version)))
    throw commandError('CannotCreateIndex', `Invalid index version: ${toNumber(version)}`);
}
