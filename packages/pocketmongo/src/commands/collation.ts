import { toNumber } from '../bson/numbers.ts';
import { type Doc, isNumeric } from '../bson/values.ts';
import type { Collation } from '../engine.ts';
import { commandError } from '../errors.ts';
import { optionalDoc } from './arguments.ts';

/** The collation of a command or statement; undefined for binary comparison. */
export function collationOf(body: Doc): Collation | undefined {
  const spec = optionalDoc(body, 'collation');
  if (spec === undefined || spec.size === 0) return undefined;
  const locale = spec.get('locale');
  if (typeof locale !== 'string') {
    throw commandError('BadValue', "BSON field 'collation.locale' is missing but a required field");
  }
  if (locale === 'simple') return undefined;
  if (!isKnown(locale.replaceAll('_', '-'))) {
    throw commandError('BadValue', `Field 'locale' is invalid in: { locale: "${locale}" }`);
  }
  const level = spec.get('strength');
  const strength = isNumeric(level) ? toNumber(level) : 3;
  if (![1, 2, 3].includes(strength)) {
    throw commandError('CommandNotSupported', `collation strength ${strength} is not supported`);
  }
  return {
    locale,
    strength,
    caseLevel: spec.get('caseLevel') === true,
    numericOrdering: spec.get('numericOrdering') === true,
    spec,
  };
}

function isKnown(tag: string): boolean {
  try {
    return Intl.Collator.supportedLocalesOf([tag]).length > 0;
  } catch {
    // Not even the form of a language tag.
    return false;
  }
}
