import { BSONRegExp } from '../../bson/values.ts';
import { regexTest } from '../regex.ts';
import { countOperand, type Keyword, rule, wrongType } from './rule.ts';

/** Code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function lengthBound(keyword: string, fits: (length: number, limit: number) => boolean): Keyword {
  return (operand) => {
    const limit = countOperand(keyword, operand);
    return rule(
      keyword,
      operand,
      (value) => typeof value !== 'string' || fits(lengthOf(value), limit),
      'specified string length was not satisfied',
    );
  };
}

export const minLength = lengthBound('minLength', (length, limit) => length >= limit);
export const maxLength = lengthBound('maxLength', (length, limit) => length <= limit);

/** `pattern`: a regular expression that is found anywhere in the string. */
export const pattern: Keyword = (operand) => {
  if (typeof operand !== 'string') throw wrongType('pattern', operand, 'a string');
  const matches = regexTest(new BSONRegExp(operand, ''));
  return rule(
    'pattern',
    operand,
    (value) => typeof value !== 'string' || matches(value),
    'regular expression did not match',
  );
};
