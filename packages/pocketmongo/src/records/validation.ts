import { STANDING_VALUES } from '../aggregation/expressions/system-variables.ts';
import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { storedCollation } from '../collation/spec.ts';
import type { Predicate, QueryLanguage } from '../query/query-language.ts';
import { commandError } from '../errors.ts';

/** A validator that is enforced. */
export type Validator = {
  matches: Predicate;
  /** Documents that did not match before may stay so: validationLevel `moderate`. */
  moderate: boolean;
  /** Why a document doesn't match; undefined when the language doesn't tell. */
  explain: (document: Doc) => Doc | undefined;
};

/** The validator of a collection's options, when it has one that is enforced. */
export function validatorOf(options: Doc, language: QueryLanguage): Validator | undefined {
  const filter = options.get('validator');
  if (!isDoc(filter) || filter.size === 0) return undefined;
  if (options.get('validationLevel') === 'off' || options.get('validationAction') === 'warn')
    return undefined;
  const compared = { collation: storedCollation(options), system: STANDING_VALUES };
  return {
    matches: language.compileFilter(filter, compared),
    moderate: options.get('validationLevel') === 'moderate',
    explain: (document) => language.explainMismatch?.(filter, document, compared),
  };
}

/** Throws DocumentValidationFailure. `before`: what an update changes. */
export function checkValidator(validator: Validator | undefined, document: Doc, before?: Doc): void {
  if (validator === undefined || validator.matches(document)) return;
  if (validator.moderate && before !== undefined && !validator.matches(before)) return;
  const errInfo = new Map<string, Value>([['failingDocumentId', document.get('_id') ?? null]]);
  const details = validator.explain(document);
  if (details !== undefined) errInfo.set('details', details);
  throw commandError('DocumentValidationFailure', 'Document failed validation', {
    extra: new Map<string, Value>([['errInfo', errInfo]]),
  });
}
