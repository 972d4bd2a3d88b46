import { modifier } from './modifiers.ts';
import { filterOf } from './filter.ts';
import { runStages } from './pipeline.ts';
import { clone } from './paths.ts';
import { compareParts, resolve, type ArrayFilters } from './update-paths.ts';
import { type Doc, equal, isArray, isDoc, ModelError, type Value } from './values.ts';

export type UpdateContext = {
  arrayFilters: readonly Value[];
  /** Index of the element that the filter met, for the positional `$`. */
  position: (document: Doc) => number | undefined;
  inserting: boolean;
};

type Change = { operator: string; parts: readonly string[]; operand: Value };

/** Reads an update and gives the function that makes the changed document; the argument is left alone. */
export function updateOf(update: Value, context: UpdateContext): (document: Doc) => Doc {
  if (isArray(update)) return pipelineOf(update);
  if (!isDoc(update)) throw new ModelError(9);
  const [first = ''] = update.keys();
  if (!first.startsWith('$')) return replacementOf(update);
  const changes = changesOf(update);
  const filters = arrayFiltersOf(context.arrayFilters, changes);
  return (document) => {
    const changed = clone(document);
    const original = document.get('_id');
    for (const { operator, parts, operand } of changes)
      for (const path of resolve(changed, parts, filters, context.position(document)))
        modifier(operator, changed, path, operand, context.inserting);
    if (!context.inserting || original !== undefined) checkId(original, changed);
    return changed;
  };
}

function checkId(original: Value | undefined, changed: Doc): void {
  const id = changed.get('_id');
  if (id === undefined || original === undefined || !equal(id, original)) throw new ModelError(66);
}

function replacementOf(update: Doc): (document: Doc) => Doc {
  for (const name of update.keys()) if (name.startsWith('$')) throw new ModelError(52);
  return (document) => {
    const id = document.get('_id');
    const own = update.get('_id');
    if (own !== undefined && id !== undefined && !equal(own, id)) throw new ModelError(66);
    const kept = id ?? own;
    const rest = [...clone(update)].filter(([name]) => name !== '_id');
    return new Map(kept === undefined ? rest : [['_id', kept], ...rest]);
  };
}

const UPDATE_STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceWith', '$replaceRoot']);

function pipelineOf(stages: readonly Value[]): (document: Doc) => Doc {
  for (const stage of stages)
    if (isDoc(stage) && ![...stage.keys()].every((name) => UPDATE_STAGES.has(name))) throw new ModelError(72);
  return (document) => {
    const [result = new Map<string, Value>()] = runStages([document], stages);
    const id = document.get('_id');
    if (id !== undefined && !result.has('_id')) return new Map([['_id', id], ...result]);
    checkId(id, result);
    return result;
  };
}

function changesOf(update: Doc): Change[] {
  const changes: Change[] = [];
  const touched: (readonly string[])[] = [];
  for (const [operator, fields] of update) {
    if (!MODIFIERS.has(operator) || !isDoc(fields)) throw new ModelError(9);
    for (const [path, operand] of fields) {
      const parts = path.split('.');
      if (parts.includes('')) throw new ModelError(56);
      touched.push(parts);
      if (operator === '$rename') touched.push(target(path, operand));
      checkOperand(operator, operand);
      changes.push({ operator, parts, operand });
    }
  }
  refuseConflicts(touched);
  return changes.sort((a, b) => compareParts(a.parts, b.parts));
}

const MODIFIERS = new Set(
  '$set $unset $inc $mul $min $max $rename $currentDate $setOnInsert $push $addToSet $pop $pull $pullAll $bit'.split(
    ' ',
  ),
);

function target(path: string, operand: Value): string[] {
  if (typeof operand !== 'string' || operand === path) throw new ModelError(2);
  return operand.split('.');
}

function checkOperand(operator: string, operand: Value): void {
  // The operand is looked at before any document is.
  modifier(operator, undefined, [], operand, false);
}

function refuseConflicts(paths: readonly (readonly string[])[]): void {
  paths.forEach((path, at) => {
    paths.forEach((other, otherAt) => {
      if (at !== otherAt && path.every((part, depth) => other[depth] === part)) throw new ModelError(40);
    });
  });
}

function arrayFiltersOf(given: readonly Value[], changes: readonly Change[]): ArrayFilters {
  const filters = new Map<string, (element: Value | undefined) => boolean>();
  for (const filter of given) {
    if (!isDoc(filter)) throw new ModelError(14);
    const [path = ''] = filter.keys();
    const [identifier = ''] = path.split('.');
    if (filters.has(identifier)) throw new ModelError(9);
    const test = filterOf(filter);
    filters.set(identifier, (element) => test(new Map(element === undefined ? [] : [[identifier, element]])));
  }
  const used = new Set(changes.flatMap(({ parts }) => parts));
  for (const identifier of filters.keys()) if (!used.has(`$[${identifier}]`)) throw new ModelError(9);
  for (const part of used) {
    const [, identifier] = /^\$\[(.+)\]$/.exec(part) ?? [];
    if (identifier !== undefined && !filters.has(identifier)) throw new ModelError(2);
  }
  return filters;
}

/** The fields that a filter fixes, in a document as an upsert starts from. */
export function upsertSeed(filter: Doc): Doc {
  const seed: Doc = new Map();
  for (const [path, value] of fixedFields(filter)) {
    let inner = seed;
    const parts = path.split('.');
    for (const part of parts.slice(0, -1)) {
      const next = inner.get(part);
      const made: Doc = isDoc(next) ? next : new Map<string, Value>();
      inner.set(part, made);
      inner = made;
    }
    inner.set(parts.at(-1) ?? '', value);
  }
  return seed;
}

function fixedFields(filter: Doc): [string, Value][] {
  return Array.from(filter).flatMap(([name, operand]): [string, Value][] => {
    if (name === '$and' && isArray(operand)) return operand.filter(isDoc).flatMap(fixedFields);
    if (name === '$or' && isArray(operand) && operand.length === 1)
      return operand.filter(isDoc).flatMap(fixedFields);
    if (name.startsWith('$')) return [];
    const value = fixedValue(operand);
    return value === undefined ? [] : [[name, value]];
  });
}

function fixedValue(operand: Value): Value | undefined {
  const [first = ''] = isDoc(operand) ? operand.keys() : [];
  if (!first.startsWith('$') || !isDoc(operand)) return operand;
  const choices = operand.get('$in') ?? operand.get('$all');
  return operand.get('$eq') ?? (isArray(choices) && choices.length === 1 ? choices[0] : undefined);
}
