import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { type CommandError, commandError, ERROR_CODES, locationError } from '../errors.ts';
import { typeAlias } from '../query/types.ts';

interface StageCodes {
  /** Not a document. */
  form: number;
  unknown: number;
  missing: number;
}

/** Stages whose refusals have codes of their own; the rest answers FailedToParse. */
const CODES: ReadonlyMap<string, StageCodes> = new Map([
  ['$graphLookup', { form: 40327, unknown: 40104, missing: 40105 }],
  ['$merge', { form: 51178, unknown: 40415, missing: 40414 }],
  ['$setWindowFields', { form: ERROR_CODES.FailedToParse, unknown: 40415, missing: 40414 }],
  ['$sample', { form: 28745, unknown: 28748, missing: 28749 }],
]);

/** The error of a stage's operand. */
export function operandError(name: string, kind: keyof StageCodes, message: string): CommandError {
  const code = CODES.get(name)?.[kind] ?? ERROR_CODES.FailedToParse;
  return code === ERROR_CODES.FailedToParse
    ? commandError('FailedToParse', message)
    : locationError(code, message);
}

/** The operand of a stage that takes a document with these fields. */
export function stageFields(operand: Value, name: string, known: readonly string[]): Doc {
  if (!isDoc(operand)) {
    throw operandError(
      name,
      'form',
      `the ${name} stage specification must be an object, found ${typeAlias(operand)}`,
    );
  }
  for (const field of operand.keys()) {
    if (!known.includes(field)) throw operandError(name, 'unknown', `unknown argument to ${name}: ${field}`);
  }
  return operand;
}

/** A field that has to be a text. */
export function requiredText(fields: Doc, field: string, name: string): string {
  const value = fields.get(field);
  if (typeof value === 'string' && value !== '') return value;
  throw operandError(name, 'missing', `missing or wrong '${field}' option to ${name} stage specification`);
}
