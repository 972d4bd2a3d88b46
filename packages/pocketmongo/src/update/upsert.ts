import { BSONRegExp, type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { isOperatorDoc } from '../query/match.ts';
import { Draft } from './draft.ts';

/** The fields that a filter fixes by equality: what an upsert starts from. */
export function equalityFields(filter: Doc): Doc {
  const draft = new Draft(new Map());
  const seen = new Set<string>();
  for (const [path, value] of equalities(filter)) {
    if (seen.has(path)) {
      throw commandError(
        'NotSingleValueField',
        `cannot infer query fields to set, path '${path}' is matched twice`,
      );
    }
    seen.add(path);
    draft.set(path.split('.'), value);
  }
  return draft.root;
}

function* equalities(filter: Doc): Generator<[string, Value]> {
  for (const [key, operand] of filter) {
    if (key === '$and' && Array.isArray(operand)) {
      for (const branch of operand) if (isDoc(branch)) yield* equalities(branch);
    } else if (key === '$or' && Array.isArray(operand) && operand.length === 1) {
      const [branch] = operand;
      if (isDoc(branch)) yield* equalities(branch);
    } else if (!key.startsWith('$')) {
      const value = fixedValue(operand);
      if (value !== undefined) yield [key, value];
    }
  }
}

function fixedValue(operand: Value): Value | undefined {
  if (operand instanceof BSONRegExp) return undefined;
  if (!isOperatorDoc(operand)) return operand;
  const equal = operand.get('$eq');
  if (equal !== undefined) return equal;
  for (const operator of ['$in', '$all']) {
    const choices = operand.get(operator);
    if (!Array.isArray(choices) || choices.length !== 1) continue;
    const [choice] = choices;
    if (choice !== undefined && !(choice instanceof BSONRegExp) && !isOperatorDoc(choice)) return choice;
  }
  return undefined;
}

/** The document with `_id` as its first field. */
export function idFirst(document: Doc): Doc {
  const id = document.get('_id');
  const [first] = document.keys();
  if (id === undefined || first === '_id') return document;
  return new Map([['_id', id], ...document]);
}
