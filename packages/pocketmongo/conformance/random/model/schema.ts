import { toDouble } from './exact.ts';
import { aliasOf } from './types.ts';
import {
  compare,
  type Doc,
  type Found,
  isArray,
  isDoc,
  isNumber,
  ModelError,
  nameOf,
  type Value,
} from './values.ts';

type Check = (value: Value) => boolean;

/** The part of `$jsonSchema` that the test speaks. */
export function schemaOf(schema: Doc): (document: Value) => boolean {
  const checks = Array.from(schema, ([keyword, operand]) => keywordOf(keyword, operand));
  return (value) => checks.every((check) => check(value));
}

function keywordOf(keyword: string, operand: Value): Check {
  switch (keyword) {
    case 'bsonType':
      return (value) => names(operand).some((name) => isOfType(value, name));
    case 'required':
      if (!isArray(operand)) throw new ModelError(14);
      return (value) => !isDoc(value) || operand.every((name) => value.has(nameOf(name)));
    case 'properties':
      if (!isDoc(operand)) throw new ModelError(14);
      return properties(operand);
    case 'minimum':
      return numeric(operand, (order) => order >= 0);
    case 'maximum':
      return numeric(operand, (order) => order <= 0);
    case 'maxItems':
      return (value) => !isArray(value) || value.length <= numberOf(operand);
    case 'minLength':
      return (value) => typeof value !== 'string' || value.length >= numberOf(operand);
    case 'enum':
      return (value) => isArray(operand) && operand.some((choice) => compare(choice, value) === 0);
    default:
      throw new ModelError(9);
  }
}

const names = (operand: Value): string[] => (isArray(operand) ? operand : [operand]).map(nameOf);
const numberOf = (operand: Found): number => (isNumber(operand) ? toDouble(operand) : Number.NaN);
const isOfType = (value: Value, name: string): boolean =>
  name === 'number' ? isNumber(value) : aliasOf(value) === name;

function numeric(operand: Value, fits: (order: number) => boolean): Check {
  return (value) => !isNumber(value) || fits(compare(value, operand));
}

function properties(operand: Doc): Check {
  const inner = Array.from(operand, ([name, schema]) => {
    if (!isDoc(schema)) throw new ModelError(14);
    return { name, check: schemaOf(schema) };
  });
  return (value) =>
    !isDoc(value) ||
    inner.every(({ name, check }) => {
      const property = value.get(name);
      return property === undefined || check(property);
    });
}
