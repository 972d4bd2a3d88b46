import { type Value } from '../../bson/values.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { commandError } from '../../errors.ts';
import { typeNumbers } from '../operators/element.ts';
import { bsonType, typeAlias } from '../types.ts';
import { failure, type Keyword, listOperand, type Rule, rule, wrongType } from './rule.ts';

/** Names of JSON Schema's own types. */
const JSON_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['object', ['object']],
  ['array', ['array']],
  ['number', ['number']],
  ['boolean', ['bool']],
  ['string', ['string']],
  ['null', ['null']],
]);

/** `bsonType`: an alias or a list of them. */
export const ofBsonType: Keyword = (operand) => typeRule('bsonType', operand, typeNumbers);

/** `type`: JSON's name of a type, or a list of them. */
export const ofType: Keyword = (operand, spec) => {
  if (spec.has('bsonType'))
    throw commandError('FailedToParse', "Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
  return typeRule('type', operand, (name) => {
    const aliases = JSON_TYPES.get(name);
    if (aliases === undefined) throw commandError('BadValue', `Unknown type name alias: ${name}`);
    return aliases.flatMap(typeNumbers);
  });
};

function typeRule(keyword: string, operand: Value, numbers: (name: string) => number[]): Rule {
  const names = Array.isArray(operand) ? listOperand(keyword, operand) : [operand];
  const wanted = new Set(
    names.flatMap((name) => {
      if (typeof name !== 'string') throw wrongType(keyword, name, 'either a string or an array of strings');
      if (name === 'integer')
        throw commandError('FailedToParse', "$jsonSchema type 'integer' is not currently supported.");
      return numbers(name);
    }),
  );
  return {
    holds: (value) => wanted.has(bsonType(value).number),
    explain: (value) =>
      failure(keyword, operand, {
        reason: 'type did not match',
        consideredValue: value,
        consideredType: typeAlias(value),
      }),
  };
}

/** `enum`: equal to one of the values. */
export const oneOfValues: Keyword = (operand) => {
  const choices = listOperand('enum', operand);
  choices.forEach((choice, index) => {
    if (choices.some((other, at) => at < index && valuesEqual(choice, other)))
      throw commandError(
        'FailedToParse',
        "$jsonSchema keyword 'enum' array cannot contain duplicate values.",
      );
  });
  return rule(
    'enum',
    operand,
    (value) => choices.some((choice) => valuesEqual(choice, value)),
    'value was not found in enum',
  );
};
