import { BSONRegExp, type Doc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';

/** The pattern that `$regex` and `$options` make. */
export function regexOperand(operand: Value, siblings: Doc): BSONRegExp {
  const options = siblings.get('$options');
  if (options !== undefined && typeof options !== 'string') {
    throw commandError('BadValue', '$options has to be a string');
  }
  if (operand instanceof BSONRegExp) {
    if (options === undefined) return operand;
    if (operand.options !== '') throw optionsTwice(siblings);
    return checkedRegex(operand.pattern, options);
  }
  if (typeof operand !== 'string') throw commandError('BadValue', '$regex has to be a string');
  return checkedRegex(operand, options ?? '');
}

/** BSON holds patterns only that these checks let through. */
function checkedRegex(pattern: string, options: string): BSONRegExp {
  if (pattern.includes('\0'))
    throw commandError('BadValue', 'Regular expression cannot contain an embedded null byte');
  const [wrong] = options.replaceAll(/[imsux]/g, '');
  if (wrong !== undefined) throw locationError(51108, `invalid flag in regex options: ${wrong}`);
  return new BSONRegExp(pattern, options);
}

/** The code tells which of the two comes first. */
function optionsTwice(siblings: Doc): Error {
  const first = [...siblings.keys()].find((key) => key === '$regex' || key === '$options');
  return locationError(first === '$regex' ? 51075 : 51074, 'options set in both $regex and $options');
}
