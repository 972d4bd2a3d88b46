import { doc, isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import type { Collation } from './collation.ts';
import { commandError } from '../errors.ts';
import { missingField, unknownField, wrongType } from '../field-errors.ts';
import { show } from '../query/show.ts';
import { intlLocale } from './locale.ts';

/** The version that a MongoDB 7.0 stores; another one would be refused there when indexes are moved. */
const VERSION = '57.1';
/** What listIndexes and listCollections show beside the locale, where a specification doesn't say otherwise. */
const DEFAULTS: Readonly<Record<string, Value>> = {
  caseLevel: false,
  caseFirst: 'off',
  strength: 3,
  numericOrdering: false,
  alternate: 'non-ignorable',
  maxVariable: 'punct',
  normalization: false,
  backwards: false,
  version: VERSION,
};
const FIELDS = new Set(['locale', ...Object.keys(DEFAULTS)]);

/**
 * Reads a collation specification; undefined for `{locale: 'simple'}`, the order of bytes. Throws BadValue and kin for
 * one that is not valid, CommandNotSupported for what this server can't compare by.
 */
export function parseCollation(given: Value): Collation | undefined {
  if (!isDoc(given)) throw wrongType('collation', given, 'object');
  for (const field of given.keys()) {
    if (!FIELDS.has(field)) throw unknownField(`collation.${field}`);
  }
  const locale = given.get('locale');
  if (locale === undefined) throw missingField('collation.locale');
  if (typeof locale !== 'string') throw wrongType('collation.locale', locale, 'string');
  if (locale === 'simple') return undefined;
  const tag = intlLocale(locale);
  if (tag === undefined)
    throw commandError('BadValue', `Field 'locale' is invalid in: { locale: "${locale}" }`);
  const spec = completed(given, locale);
  const settled = settings(spec);
  spec.set('strength', settled.strength);
  return { tag: weighing(tag, spec.get('backwards') === true), ...settled, spec };
}

function completed(given: Doc, locale: string): Doc {
  const spec: Doc = doc({ locale, ...DEFAULTS });
  if (isBackwards(locale)) spec.set('backwards', true);
  for (const [field, value] of given) if (value !== null || field === 'backwards') spec.set(field, value);
  return spec;
}

/** Canadian French weighs accents from the end of the word. */
function isBackwards(locale: string): boolean {
  return locale.startsWith('fr_CA') || locale.startsWith('fr-CA');
}

/** Languages that order letters as Canadian French does but for the accents. */
const AS_FRENCH = new Set(['en', 'fr', 'de', 'it', 'pt', 'nl', 'id', 'ms', 'ga', 'sw']);

/** The tag of the locale, or of one that differs by the direction in which it weighs accents. */
function weighing(tag: string, backwards: boolean): string {
  if (backwards === isBackwards(tag)) return tag;
  if (!AS_FRENCH.has(new Intl.Locale(tag).language) || tag.includes('-u-'))
    throw unsupported(`backwards: ${String(backwards)}`);
  return backwards ? 'fr-CA' : 'fr';
}

function settings(spec: Doc): Omit<Collation, 'tag' | 'spec'> {
  const strength = strengthOf(spec);
  const caseLevel = boolean(spec, 'caseLevel');
  const caseFirst = oneOf(spec, 'caseFirst', ['off', 'upper', 'lower'] as const);
  const alternate = oneOf(spec, 'alternate', ['non-ignorable', 'shifted'] as const);
  const maxVariable = oneOf(spec, 'maxVariable', ['punct', 'space'] as const);
  boolean(spec, 'normalization');
  boolean(spec, 'backwards');
  checkVersion(spec.get('version') ?? null);
  if (caseFirst !== 'off' && !caseLevel && strength < 3)
    throw commandError(
      'BadValue',
      `'caseFirst' is invalid unless 'caseLevel' is on or 'strength' is greater than 2`,
    );
  if (alternate === 'shifted' && maxVariable === 'space') throw unsupported("maxVariable: 'space'");
  return {
    strength,
    caseLevel,
    caseFirst,
    numericOrdering: boolean(spec, 'numericOrdering'),
    ignorePunctuation: alternate === 'shifted',
  };
}

function checkVersion(version: Value): void {
  if (typeof version !== 'string') throw wrongType('collation.version', version, 'string');
  if (version !== VERSION)
    throw commandError(
      'IncompatibleCollationVersion',
      `Requested collation version is not available: ${version}`,
    );
}

function strengthOf(spec: Doc): 1 | 2 | 3 {
  const value = spec.get('strength') ?? null;
  if (!isNumeric(value)) throw wrongType('collation.strength', value, 'int');
  const strength = wholeNumberOf(value);
  if (strength === 1 || strength === 2 || strength === 3) return strength;
  if (strength === 4 || strength === 5) throw unsupported(`strength: ${strength}`);
  throw commandError('BadValue', "BSON field 'collation.strength' must be a whole number from 1 to 5");
}

function boolean(spec: Doc, field: string): boolean {
  const value = spec.get(field) ?? null;
  if (typeof value !== 'boolean') throw wrongType(`collation.${field}`, value, 'bool');
  return value;
}

function oneOf<T extends string>(spec: Doc, field: string, allowed: readonly T[]): T {
  const value = spec.get(field) ?? null;
  if (typeof value !== 'string') throw wrongType(`collation.${field}`, value, 'string');
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw commandError(
      'BadValue',
      `Enumeration value '${show(value)}' for field 'collation.${field}' is not a valid value.`,
    );
  return found;
}

function unsupported(what: string): Error {
  return commandError('CommandNotSupported', `collation with ${what} is not supported`);
}

/** The collation that a stored specification of a collection or an index names. */
export function storedCollation(options: Doc): Collation | undefined {
  const spec = options.get('collation');
  return spec === undefined ? undefined : parseCollation(spec);
}

/** A listed index, such that it doesn't take over the collation of a collection that it is made in. */
export function withOwnCollation(index: Doc): Doc {
  return index.has('collation')
    ? index
    : new Map<string, Value>([...index, ['collation', doc({ locale: 'simple' })]]);
}

/** True when both compare all strings alike. */
export function sameCollation(a: Collation | undefined, b: Collation | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.tag === b.tag &&
    a.strength === b.strength &&
    a.caseLevel === b.caseLevel &&
    a.caseFirst === b.caseFirst &&
    a.numericOrdering === b.numericOrdering &&
    a.ignorePunctuation === b.ignorePunctuation
  );
}
