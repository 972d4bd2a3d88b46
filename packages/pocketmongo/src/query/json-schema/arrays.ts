import { doc, isDoc, type Value } from '../../bson/values.ts';
import { valueKey } from '../value-key.ts';
import {
  booleanOperand,
  countOperand,
  failure,
  failuresOf,
  type Keyword,
  type Rule,
  rule,
  type Schema,
  schemaHolds,
  wrongType,
} from './rule.ts';

function sizeBound(keyword: string, fits: (size: number, limit: number) => boolean): Keyword {
  return (operand) => {
    const limit = countOperand(keyword, operand);
    return rule(
      keyword,
      operand,
      (value) => !Array.isArray(value) || fits(value.length, limit),
      'array did not match specified length',
    );
  };
}

export const minItems = sizeBound('minItems', (size, limit) => size >= limit);
export const maxItems = sizeBound('maxItems', (size, limit) => size <= limit);

export const uniqueItems: Keyword = (operand) => {
  if (!booleanOperand('uniqueItems', operand)) return undefined;
  return {
    holds: (value) => !Array.isArray(value) || duplicateOf(value) === undefined,
    explain: (value) =>
      failure('uniqueItems', operand, {
        reason: 'found a duplicate item',
        consideredValue: value,
        duplicatedValue: (Array.isArray(value) ? duplicateOf(value)?.value : undefined) ?? null,
      }),
  };
};

/** The first element that equals one before it. */
function duplicateOf(array: readonly Value[]): { value: Value } | undefined {
  const seen = new Set<string>();
  for (const value of array) {
    const key = valueKey(value);
    if (seen.has(key)) return { value };
    seen.add(key);
  }
  return undefined;
}

/** `items`: one schema for all elements, or a list with one for each place. */
export const items: Keyword = (operand, _, compile) => {
  if (Array.isArray(operand)) {
    const schemas = operand.map((schema) => compile(schema, 'items'));
    return eachItem('items', 0, schemas.length, (index) => schemas[index]);
  }
  if (!isDoc(operand)) throw wrongType('items', operand, 'an array or an object');
  const schema = compile(operand, 'items');
  return eachItem('items', 0, Number.POSITIVE_INFINITY, () => schema);
};

/** `additionalItems`: what follows the places of `items`. */
export const additionalItems: Keyword = (operand, spec, compile) => {
  if (typeof operand !== 'boolean' && !isDoc(operand))
    throw wrongType('additionalItems', operand, 'either an object or a boolean');
  const places = spec.get('items');
  const schema = isDoc(operand) ? compile(operand, 'additionalItems') : undefined;
  if (!Array.isArray(places) || operand === true) return undefined;
  const start = places.length;
  if (schema !== undefined) return eachItem('additionalItems', start, Number.POSITIVE_INFINITY, () => schema);
  return {
    holds: (value) => !Array.isArray(value) || value.length <= start,
    explain: (value) =>
      failure('additionalItems', operand, {
        additionalItems: Array.isArray(value) ? value.slice(start) : [],
      }),
  };
};

/** The elements from `start` up to `end` match their schemas. */
function eachItem(
  keyword: string,
  start: number,
  end: number,
  schemaAt: (index: number) => Schema | undefined,
): Rule {
  const kind = keyword === 'items' ? 'item' : 'additional item';
  const failing = (value: readonly Value[]): number =>
    value.findIndex((item, index) => {
      const schema = index >= start && index < end ? schemaAt(index) : undefined;
      return schema !== undefined && !schemaHolds(schema, item);
    });
  return {
    holds: (value) => !Array.isArray(value) || failing(value) < 0,
    explain: (value) => {
      const array = Array.isArray(value) ? value : [];
      const itemIndex = failing(array);
      const schema = schemaAt(itemIndex);
      return doc({
        operatorName: keyword,
        reason: `At least one ${kind} did not match the sub-schema`,
        itemIndex,
        details: schema === undefined ? [] : failuresOf(schema, array[itemIndex] ?? null),
      });
    },
  };
}
