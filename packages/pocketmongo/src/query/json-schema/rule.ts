import { toNumber } from '../../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { isWhole } from '../../bson/whole-number.ts';
import { commandError, type CommandError } from '../../errors.ts';
import { typeAlias } from '../types.ts';

/** What one keyword demands of a value, and how its failure is told. */
export interface Rule {
  holds: (value: Value) => boolean;
  /** The entry of `schemaRulesNotSatisfied` for a value that doesn't hold. */
  explain: (value: Value) => Doc;
}

/** A compiled schema. */
export interface Schema {
  title: string | undefined;
  description: string | undefined;
  rules: readonly Rule[];
}

export type CompileSchema = (spec: Value, keyword: string) => Schema;

/** Checks the operand of a keyword of `spec` and compiles it. Undefined: nothing to demand. */
export type Keyword = (operand: Value, spec: Doc, compile: CompileSchema) => Rule | undefined;

/** A rule that fails with a reason and the value. */
export function rule(
  keyword: string,
  operand: Value,
  holds: (value: Value) => boolean,
  reason: string,
): Rule {
  return { holds, explain: (value) => failure(keyword, operand, { reason, consideredValue: value }) };
}

/** The description of a failed keyword; `more` follows what it was given. */
export function failure(keyword: string, operand: Value, more: Readonly<Record<string, Value>>): Doc {
  return doc({ operatorName: keyword, specifiedAs: doc({ [keyword]: operand }), ...more });
}

export function schemaHolds(schema: Schema, value: Value): boolean {
  for (const { holds } of schema.rules) if (!holds(value)) return false;
  return true;
}

/** The failures of a value that doesn't match the schema. */
export function failuresOf(schema: Schema, value: Value): Doc[] {
  return schema.rules.filter(({ holds }) => !holds(value)).map(({ explain }) => explain(value));
}

export function wrongType(keyword: string, operand: Value, wanted: string): CommandError {
  return commandError(
    'TypeMismatch',
    `$jsonSchema keyword '${keyword}' must be ${wanted}, but found ${typeAlias(operand)}`,
  );
}

export function objectOperand(keyword: string, operand: Value): Doc {
  if (!isDoc(operand)) throw wrongType(keyword, operand, 'an object');
  return operand;
}

/** An array with at least one entry. */
export function listOperand(keyword: string, operand: Value): readonly Value[] {
  if (!Array.isArray(operand)) throw wrongType(keyword, operand, 'an array');
  if (operand.length === 0)
    throw commandError('FailedToParse', `$jsonSchema keyword '${keyword}' must be a non-empty array`);
  return operand;
}

/** Names without repetition. */
export function namesOperand(keyword: string, operand: Value): string[] {
  const names = listOperand(keyword, operand).map((name) => {
    if (typeof name !== 'string') throw wrongType(keyword, name, 'an array of strings');
    return name;
  });
  if (new Set(names).size < names.length)
    throw commandError('FailedToParse', `$jsonSchema keyword '${keyword}' array cannot contain duplicates`);
  return names;
}

/** A whole number ≥ 0. */
export function countOperand(keyword: string, operand: Value): number {
  if (!isNumeric(operand))
    throw commandError('FailedToParse', `$jsonSchema keyword '${keyword}' must be a number`);
  const count = toNumber(operand);
  if (!isWhole(operand) || Math.abs(count) > 2 ** 63)
    throw commandError('FailedToParse', `$jsonSchema keyword '${keyword}' must be a whole number`);
  if (count < 0)
    throw commandError('FailedToParse', `$jsonSchema keyword '${keyword}' must be a non-negative number`);
  return count;
}

export function booleanOperand(keyword: string, operand: Value): boolean {
  if (typeof operand !== 'boolean') throw wrongType(keyword, operand, 'a boolean');
  return operand;
}
