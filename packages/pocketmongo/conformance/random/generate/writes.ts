import type { Doc } from '../model/values.ts';
import type { Dice } from './dice.ts';
import { filter } from './filters.ts';
import { wrongFilter, wrongUpdate } from './mistakes.ts';
import { totalSort } from './reads.ts';
import { type Update, update } from './updates.ts';
import { document, int, type Plain, toPlain } from './values.ts';

type Ids = () => unknown;

const wrong = (dice: Dice): boolean => dice.chance(5);

export function insert(dice: Dice, target: Doc, collection: string, nextId: Ids): Plain {
  const count = dice.chance(70) ? 1 : 2 + dice.below(3);
  const documents = Array.from({ length: count }, () => document(dice, nextId()));
  const [first] = documents;
  if (first !== undefined && dice.chance(4)) first['_id'] = toPlain(target.get('_id'));
  if (first !== undefined && dice.chance(1)) first['_id'] = [int(1)];
  return { insert: collection, documents };
}

function changeOf(dice: Dice, target: Doc): Update {
  return wrong(dice) ? { u: wrongUpdate(dice), wrong: true } : update(dice, target);
}

function filterFor(dice: Dice, target: Doc, change: Update): Plain {
  if (change.where !== undefined) return change.where;
  return dice.chance(2) && change.wrong !== true ? wrongFilter(dice) : filter(dice, target);
}

export function updateOne(dice: Dice, target: Doc, collection: string, nextId: Ids): Plain {
  const change = changeOf(dice, target);
  const statement: Plain = { q: filterFor(dice, target, change), u: change.u, multi: false };
  if (change.arrayFilters !== undefined) statement['arrayFilters'] = change.arrayFilters;
  if (dice.chance(12)) Object.assign(statement, { q: upsertFilter(dice, nextId), upsert: true });
  return { update: collection, updates: [statement] };
}

function upsertFilter(dice: Dice, nextId: Ids): Plain {
  const id = nextId();
  const more = dice.pick<Plain>([
    {},
    { 'd.e': int(3) },
    { n: { $eq: int(5) } },
    { s: { $in: ['a'] } },
    { u: { $gt: int(3) } },
    { $and: [{ s: 'ab' }, { n: { $lt: int(4) } }] },
  ]);
  return { _id: id, ...more };
}

export function updateMany(dice: Dice, target: Doc, collection: string): Plain {
  const change = changeOf(dice, target);
  const statement: Plain = { q: filterFor(dice, target, change), u: change.u, multi: true };
  if (change.arrayFilters !== undefined) statement['arrayFilters'] = change.arrayFilters;
  return { update: collection, updates: [statement] };
}

export function remove(dice: Dice, target: Doc, collection: string): Plain {
  const statement = {
    q: dice.chance(3) ? wrongFilter(dice) : filter(dice, target),
    limit: int(dice.chance(75) ? 1 : 0),
  };
  return { delete: collection, deletes: [statement] };
}

export function findAndModify(dice: Dice, target: Doc, collection: string, nextId: Ids): Plain {
  const made: Plain = { findAndModify: collection };
  if (dice.chance(20)) return { ...made, query: filter(dice, target), sort: totalSort(dice), remove: true };
  const change = changeOf(dice, target);
  made['query'] = filterFor(dice, target, change);
  if (change.where === undefined) made['sort'] = totalSort(dice);
  made['update'] = change.u;
  if (change.arrayFilters !== undefined) made['arrayFilters'] = change.arrayFilters;
  if (dice.chance(50)) made['new'] = true;
  if (dice.chance(10)) Object.assign(made, { query: upsertFilter(dice, nextId), upsert: true });
  if (dice.chance(25))
    made['fields'] = dice.pick<Plain>([
      { n: int(1) },
      { c: int(0), g: int(0) },
      { 'd.e': int(1), _id: int(0) },
    ]);
  return made;
}
