import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { typeAlias } from '../query/types.ts';

/** The operand of a stage that takes a document with these fields. */
export function stageFields(operand: Value, name: string, known: readonly string[]): Doc {
  if (!isDoc(operand)) {
    throw commandError(
      'FailedToParse',
      `the ${name} stage specification must be an object, found ${typeAlias(operand)}`,
    );
  }
  for (const field of operand.keys()) {
    if (!known.includes(field)) throw commandError('FailedToParse', `unknown argument to ${name}: ${field}`);
  }
  return operand;
}

/** A field that has to be a text. */
export function requiredText(fields: Doc, field: string, name: string): string {
  const value = fields.get(field);
  if (typeof value === 'string' && value !== '') return value;
  throw commandError('FailedToParse', `missing or wrong '${field}' option to ${name} stage specification`);
}
