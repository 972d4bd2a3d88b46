import { show } from '../../query/show.ts';
import { type Doc, doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
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
  const [only] = parts.length === 1 ? parts : [];
  return (scope) => {
    const merged: Doc = new Map();
    // A single array stands for its documents.
    const single = only?.(scope);
    const values = Array.isArray(single)
      ? single
      : only === undefined
        ? parts.map((part) => part(scope))
        : [single];
    for (const value of values) {
      if (isNullish(value)) continue;
      if (!isDoc(value))
        throw locationError(
          40400,
          `$mergeObjects requires object inputs, but input is of type ${typeAlias(value)}`,
        );
      for (const [key, field] of value) merged.set(key, field);
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

/** A pair as an array or a document; all of one array have the form of the first. */
function pairOf(entry: Value, _index: number, [first]: readonly Value[]): [string, Value] {
  if (Array.isArray(entry)) return pairOfArray(entry, first);
  if (isDoc(entry)) return pairOfObject(entry, first);
  if (Array.isArray(first))
    throw locationError(40396, '$arrayToObject requires a consistent input format, found no array');
  throw locationError(40398, `Unrecognised input type format for $arrayToObject: ${typeAlias(entry)}`);
}

function pairOfArray(entry: readonly Value[], first: Value | undefined): [string, Value] {
  if (!Array.isArray(first))
    throw locationError(40391, '$arrayToObject requires a consistent input format, found an array');
  const [key, value] = entry;
  if (entry.length !== 2 || value === undefined)
    throw locationError(40397, '$arrayToObject requires an array of size 2 arrays');
  if (typeof key !== 'string')
    throw locationError(40395, `$arrayToObject requires string keys, found: ${typeAlias(key)}`);
  return [checkedKey(key, 4940400), value];
}

function pairOfObject(entry: Doc, first: Value | undefined): [string, Value] {
  if (Array.isArray(first))
    throw locationError(40396, '$arrayToObject requires a consistent input format, found an object');
  if (entry.size !== 2) throw locationError(40392, "$arrayToObject requires an object keys of 'k' and 'v'");
  const [key, value] = [entry.get('k'), entry.get('v')];
  if (key === undefined || value === undefined)
    throw locationError(40393, "$arrayToObject requires an object with keys 'k' and 'v'");
  if (typeof key !== 'string')
    throw locationError(40394, `$arrayToObject requires string keys, found: ${typeAlias(key)}`);
  return [checkedKey(key, 4940401), value];
}

function checkedKey(key: string, code: number): string {
  if (!key.includes('\0')) return key;
  throw locationError(code, 'Key field cannot contain an embedded null byte');
}

const getField: Operator = (operand, compiler, name) => {
  const parts =
    isDoc(operand) && (operand.has('field') || operand.has('input'))
      ? namedArguments(operand, name, ['field'], ['input'])
      : { field: operand, input: '$$CURRENT' };
  if (!isDoc(parts.field) && typeof parts.field !== 'string')
    throw locationError(
      3041704,
      `$getField requires 'field' to be a string, found: ${typeAlias(parts.field)}`,
    );
  const field = compiler.expression(parts.field);
  const input = compiler.expression(parts.input === undefined ? '$$CURRENT' : parts.input);
  return (scope) => {
    const [key, object] = [field(scope), input(scope)];
    if (typeof key !== 'string')
      throw locationError(
        3041704,
        `$getField requires 'field' to evaluate to a string, found: ${typeAlias(key)}`,
      );
    return isDoc(object) ? object.get(key) : object === null ? null : undefined;
  };
};

/** The name of a field as `$setField` takes it: constant, and with a dollar in `$literal` or `$const` only. */
function constantField(given: Value, name: string): string {
  const [[wrapper, constant] = ['', null]] = isDoc(given) && given.size === 1 ? given : [];
  const literal = wrapper === '$literal' || wrapper === '$const';
  if (!literal && (isDoc(given) || Array.isArray(given)))
    throw locationError(4161106, `${name} requires 'field' to be a constant`);
  const field = literal ? constant : given;
  if (typeof field !== 'string')
    throw locationError(4161107, `${name} requires 'field' to be a string, found: ${typeAlias(field)}`);
  if (literal || !field.startsWith('$')) return field;
  if (field === '$') throw commandError('InvalidPipelineOperator', "'$' by itself is not a valid field path");
  throw locationError(4161108, `${name} requires 'field' to be a constant: a field path is none`);
}

const setField: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['field', 'input'], name === '$setField' ? ['value'] : []);
  if (name === '$setField' && parts.value === undefined)
    throw locationError(4161103, `${name} requires 'value' to be specified`);
  const field = constantField(parts.field, name);
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
  if (typeof operand !== 'string') throw locationError(17307, '$meta only supports string arguments');
  // There is no key of an index and no record id to tell of a document on its way through a pipeline.
  if (operand === 'indexKey' || operand === 'recordId') return () => undefined;
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
