import { decimalRemainder } from '../../aggregation/expressions/division.ts';
import { unpackDecimal } from '../../bson/decimal.ts';
import { compareNumbers, type Numeric, toDecimal } from '../../bson/numbers.ts';
import { doc, type Doc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { isNaNValue } from '../operators/comparison.ts';
import { booleanOperand, type Keyword, type Rule, rule, wrongType } from './rule.ts';

function numberOperand(keyword: string, operand: Value): Numeric {
  if (!isNumeric(operand)) throw wrongType(keyword, operand, 'a number');
  return operand;
}

/** `minimum` and `maximum`, with `exclusiveMinimum` and `exclusiveMaximum` as their switches. */
function bound(keyword: string, exclusive: string, fits: (comparison: number) => boolean): Keyword {
  return (operand, spec) => {
    const limit = numberOperand(keyword, operand);
    const strict = booleanOperand(exclusive, spec.get(exclusive) ?? false);
    const shown: Doc = doc({ [keyword]: operand });
    if (spec.has(exclusive)) shown.set(exclusive, strict);
    const made = numeric(keyword, operand, 'comparison failed', (value) => {
      // NaN is neither less nor greater than a number.
      if (isNaNValue(value) !== isNaNValue(limit)) return false;
      const comparison = compareNumbers(value, limit);
      return strict ? comparison !== 0 && fits(comparison) : fits(comparison);
    });
    return { ...made, explain: (value) => new Map([...made.explain(value), ['specifiedAs', shown]]) };
  };
}

/** A rule for numbers; other values hold. */
function numeric(keyword: string, operand: Value, reason: string, test: (value: Numeric) => boolean): Rule {
  return rule(keyword, operand, (value) => !isNumeric(value) || test(value), reason);
}

export const minimum = bound('minimum', 'exclusiveMinimum', (comparison) => comparison >= 0);
export const maximum = bound('maximum', 'exclusiveMaximum', (comparison) => comparison <= 0);

/** `exclusiveMinimum` and `exclusiveMaximum` only say how `minimum` and `maximum` are meant. */
export function switchOf(keyword: string, owner: string): Keyword {
  return (operand, spec) => {
    booleanOperand(keyword, operand);
    if (!spec.has(owner))
      throw commandError(
        'FailedToParse',
        `$jsonSchema keyword '${owner}' must be a present if ${keyword} is present`,
      );
    return undefined;
  };
}

export const multipleOf: Keyword = (operand) => {
  const divisor = numberOperand('multipleOf', operand);
  if (compareNumbers(divisor, 0) <= 0)
    throw commandError('FailedToParse', "$jsonSchema keyword 'multipleOf' must have a positive value");
  return numeric(
    'multipleOf',
    operand,
    'considered value is not a multiple of the specified value',
    (value) => {
      const rest = unpackDecimal(decimalRemainder(toDecimal(value), toDecimal(divisor)));
      return rest.kind === 'finite' && rest.coefficient === 0n;
    },
  );
};
