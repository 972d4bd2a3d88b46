import { type Doc, isDoc, type Value } from '../bson/values.ts';

const REBUILDING = new Set(['$pop', '$pull', '$pullAll']);
const SETTING = new Set(['$set', '$min', '$max']);

/**
 * The paths whose values the operators of an update set as a whole though what was there before may share parts with
 * them: change streams tell such a value whole. Undefined: none, as with plain numbers and strings.
 */
export function wholePaths(update: Doc): readonly string[] | undefined {
  let paths: string[] | undefined;
  for (const [operator, fields] of update) {
    if (operator === '$inc' || !isDoc(fields)) continue;
    for (const [path, operand] of fields) {
      if (isWhole(operator, operand)) (paths ??= []).push(path);
      else if (operator === '$rename' && typeof operand === 'string') (paths ??= []).push(operand);
    }
  }
  return paths;
}

function isWhole(operator: string, operand: Value): boolean {
  if (SETTING.has(operator)) return typeof operand === 'object' && (isDoc(operand) || Array.isArray(operand));
  if (operator !== '$push') return REBUILDING.has(operator);
  return isDoc(operand) && (operand.has('$slice') || operand.has('$sort') || operand.has('$position'));
}
