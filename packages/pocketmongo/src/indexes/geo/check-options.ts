import { toNumber } from '../../bson/numbers.ts';
import { Decimal128, type Doc, Double, isNumeric, type Value } from '../../bson/values.ts';
import { wholeNumberOf } from '../../bson/whole-number.ts';
import { commandError } from '../../errors.ts';
import { wrongType } from '../../field-errors.ts';

const MOST_BITS = 32;
const NEWEST_VERSION = 3;
const VERSION = '2dsphereIndexVersion';
const BOUNDS = ['min', 'max'] as const;

/** Refuses options that an index of places can't have. */
export function checkGeoOptions(spec: Doc, key: Doc): void {
  const kinds = new Set(key.values());
  if (kinds.has('2d')) {
    checkBits(spec.get('bits'));
    const [min = -180, max = 180] = BOUNDS.map((name) => boundOf(name, spec.get(name)));
    if (min >= max)
      throw commandError('InvalidOptions', `region for 2d index has no width: ${min} to ${max}`);
  }
  if (kinds.has('2dsphere')) checkVersion(spec.get(VERSION));
}

function boundOf(name: string, value: Value | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!isNumeric(value)) throw wrongType(name, value, 'double');
  return toNumber(value);
}

function checkBits(value: Value | undefined): void {
  if (value === undefined) return;
  if (!isNumeric(value)) throw wrongType('bits', value, 'int');
  const bits = wholeNumberOf(value);
  if (value instanceof Decimal128 || bits < 1 || bits > MOST_BITS)
    throw commandError(
      'InvalidOptions',
      `bits for 2d index must be > 0 and <= ${MOST_BITS}, but ${bits} bits were specified`,
    );
}

function checkVersion(value: Value | undefined): void {
  if (value === undefined) return;
  if (!isNumeric(value)) throw wrongType(VERSION, value, 'int');
  if (value instanceof Decimal128 || ![1, 2, NEWEST_VERSION].includes(toNumber(value)))
    throw commandError(
      'CannotCreateIndex',
      `unsupported geo index version { ${VERSION}: ${toNumber(value)} }`,
    );
}

/** What is stored of the options, as MongoDB lists them. */
export function storedGeoOptions(spec: Doc, key: Doc): Doc {
  const kinds = new Set(key.values());
  const stored: Doc = new Map();
  if (kinds.has('2dsphere')) stored.set(VERSION, spec.get(VERSION) ?? NEWEST_VERSION);
  if (!kinds.has('2d')) return stored;
  for (const name of BOUNDS) {
    const bound = spec.get(name);
    if (bound !== undefined && isNumeric(bound)) stored.set(name, new Double(toNumber(bound)));
  }
  return stored;
}
