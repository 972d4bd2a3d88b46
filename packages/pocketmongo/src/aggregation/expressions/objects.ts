import { show } from '../../query/show.ts';
import { type Doc, doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { textScore } from '../text-score.ts';
import {
  compileArguments,
  isNullish,
  namedArguments,
  type Operator,
  type OperatorTable,
  unary,
} from './expression.ts';

const mergeObjects: Operator = (operand, compiler, name) => {
  const parts = compileArguments(operand, compiler, name, 0, Infinity);
  return (scope) => {
    const merged: Doc = new Map();
    for (const part of parts) {
      const value = part(scope);
      // A lone array argument lists the objects itself.
      const objects = parts.length === 1 && Array.isArray(value) ? value : [value];
      for (const object of objects) {
        if (isNullish(object)) continue;
        if (!isDoc(object))
          throw locationError(
            40400,
            `$mergeObjects requires object inputs, but input is of type ${typeAlias(object)}`,
          );
        for (const [key, field] of object) merged.set(key, field);
      }
    }
    return merged;
  };
};

const objectToArray: Operator = unary((value) => {
  if (!isDoc(value))
    throw locationError(40390, `$objectToArray requires a document input, found: ${typeAlias(value)}`);
  return Array.from(value, ([k, v]) => doc({ k, v }));
});

const arrayToObject: Operator = unary((value) => {
  if (!Array.isArray(value))
    throw locationError(40386, `$arrayToObject requires an array input, found: ${typeAlias(value)}`);
  return new Map(value.map(pairOf));
});

function pairOf(entry: Value): [string, Value] {
  const [key, value] = isDoc(entry) ? [entry.get('k'), entry.get('v')] : Array.isArray(entry) ? entry : [];
  if (typeof key === 'string' && value !== undefined) return [key, value];
  throw locationError(40397, '$arrayToObject requires entries {k: string, v: value} or [string, value]');
}

const getField: Operator = (operand, compiler, name) => {
  const parts =
    isDoc(operand) && operand.has('field')
      ? namedArguments(operand, name, ['field'], ['input'])
      : { field: operand, input: '$$CURRENT' };
  const field = compiler.expression(parts.field);
  const input = compiler.expression(parts.input ?? '$$CURRENT');
  return (scope) => {
    const [key, object] = [field(scope), input(scope)];
    if (typeof key !== 'string')
      throw locationError(
        5654602,
        `$getField requires 'field' to evaluate to a string, found: ${typeAlias(key)}`,
      );
    return isDoc(object) ? object.get(key) : isNullish(object) ? null : undefined;
  };
};

const setField: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['field', 'input'], ['value']);
  const field = isDoc(parts.field) && parts.field.size === 1 ? parts.field.get('$literal') : parts.field;
  if (typeof field !== 'string' || (field === parts.field && field.startsWith('$')))
    throw locationError(4161107, `${name} requires a constant string for the field`);
  const input = compiler.expression(parts.input);
  const value = parts.value === undefined ? () => undefined : compiler.expression(parts.value);
  return (scope) => {
    const object = input(scope);
    if (isNullish(object)) return null;
    if (!isDoc(object)) throw locationError(4161105, `${name} requires 'input' to evaluate to type Object`);
    const changed = new Map(object);
    const set = value(scope);
    if (set === undefined) changed.delete(field);
    else changed.set(field, set);
    return changed;
  };
};

const meta: Operator = (operand) => {
  if (operand !== 'textScore') throw locationError(17308, `Unsupported argument to $meta: ${show(operand)}`);
  return ({ root }) => (isDoc(root) ? textScore(root) : undefined);
};

export const objectOperators: OperatorTable = {
  $arrayToObject: arrayToObject,
  $getField: getField,
  $mergeObjects: mergeObjects,
  $meta: meta,
  $objectToArray: objectToArray,
  $setField: setField,
  $unsetField: setField,
};
