import { toNumber } from '../bson/numbers.ts';
import { isDoc, isNumeric, type Value } from '../bson/values.ts';
import type { Collation } from '../engine.ts';
import { commandError } from '../errors.ts';
import type { StringFold } from './key-encoding.ts';

/** Reads a collation specification; `simple` and absence are undefined. */
export function parseCollation(value: Value | undefined): Collation | undefined {
  if (value === undefined) return undefined;
  if (!isDoc(value)) throw commandError('TypeMismatch', 'collation must be a document');
  const locale = value.get('locale');
  if (typeof locale !== 'string') throw commandError('FailedToParse', "Missing expected field 'locale'");
  if (locale === 'simple') return undefined;
  const strength = value.get('strength');
  return {
    locale,
    strength: isNumeric(strength) ? toNumber(strength) : 3,
    caseLevel: value.get('caseLevel') === true,
    numericOrdering: value.get('numericOrdering') === true,
    spec: value,
  };
}

const MARKS = /\p{M}+/gu;

/**
 * What strings are reduced to in the keys of an index with a collation: strings that the collation calls equal become
 * the same. The order of such keys is not the collation's order, so these indexes answer equality only. At strength 3
 * nothing is reduced.
 */
export function foldOf(collation: Collation): StringFold {
  if (collation.strength >= 3 || collation.caseLevel) return (text) => text.normalize('NFC');
  if (collation.strength === 2)
    return (text) => text.normalize('NFKC').toLocaleLowerCase('und').normalize('NFC');
  return (text) => text.normalize('NFKD').replace(MARKS, '').toLocaleLowerCase('und');
}
