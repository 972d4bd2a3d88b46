import type { Doc } from '../model/values.ts';
import { condition } from './conditions.ts';
import type { Dice } from './dice.ts';
import { anyPath, filter } from './filters.ts';
import { wrongFilter, wrongPipeline, wrongProjection } from './mistakes.ts';
import { int, type Plain } from './values.ts';

/** Never an error: which documents an expression is worked out for is up to the server. */
const twice = (dice: Dice): Plain => ({
  $cond: [
    { $in: [{ $type: '$u' }, ['int', 'long', 'double']] },
    dice.chance(50) ? { $multiply: ['$u', int(2)] } : { $subtract: ['$u', int(7)] },
    { $ifNull: ['$u', 'none'] },
  ],
});

const SORTS = ['n', 's', 'b', 'u', 'a', 'c', 'd.e', 'd.f', 'g.e'];

const direction = (dice: Dice): unknown => int(dice.chance(50) ? 1 : -1);

/** Ends with `_id`, so that there is one order. */
export function totalSort(dice: Dice): Plain {
  const made: Plain = {};
  // Arrays in two of the fields could not be sorted.
  if (dice.chance(80)) made[dice.pick(SORTS)] = direction(dice);
  if (dice.chance(30)) made['u'] = direction(dice);
  made['_id'] = direction(dice);
  return made;
}

/** `find` has shapes of its own for arrays. */
function projection(dice: Dice): Plain {
  return dice.chance(60) ? plainProjection(dice) : arrayProjection(dice);
}

function plainProjection(dice: Dice): Plain {
  return dice.pick<Plain>([
    { n: int(1), s: true },
    { 'd.e': int(1), c: int(1) },
    { 'g.f': int(1), _id: int(0) },
    { a: int(0) },
    { 'd.f': false, g: int(0) },
    { 'g.e': int(0), 'a.e': int(0) },
    { _id: int(0) },
    { _id: int(1) },
    { n: int(1), twice: twice(dice) },
    { n: int(1), word: '$s', inner: '$g.e' },
    { s: int(1), fixed: { $literal: int(1) } },
  ]);
}

function arrayProjection(dice: Dice): Plain {
  return dice.pick<Plain>([
    { c: { $slice: int(dice.below(5) - 2) } },
    { c: { $slice: [int(dice.below(5) - 2), int(1 + dice.below(3))] }, n: int(1) },
    { g: { $slice: int(1) }, a: int(0) },
    { g: { $elemMatch: { e: { $gte: int(dice.below(5)) } } } },
    { c: { $elemMatch: { $gt: int(dice.below(3)) } }, n: int(1) },
  ]);
}

export function find(dice: Dice, target: Doc, collection: string): Plain {
  const isWrong = wrong(dice);
  const made: Plain = { find: collection, filter: isWrong ? wrongFilter(dice) : filter(dice, target) };
  if (dice.chance(55)) made['sort'] = totalSort(dice);
  if (dice.chance(20)) made['skip'] = int(dice.below(3));
  if (dice.chance(30)) made['limit'] = int(1 + dice.below(8));
  if (wrong(dice) && !isWrong) made['projection'] = wrongProjection(dice);
  else if (dice.chance(30)) made['projection'] = projection(dice);
  else if (dice.chance(7)) Object.assign(made, positional(dice, target));
  return made;
}

const wrong = (dice: Dice): boolean => dice.chance(3);

function positional(dice: Dice, target: Doc): Plain {
  return {
    filter: { c: { $elemMatch: { $in: [int(dice.below(4)), 'a', 'b', true] } } },
    projection: { 'c.$': int(1) },
    ...(target.size > 3 ? {} : { limit: int(3) }),
  };
}

export function count(dice: Dice, target: Doc, collection: string): Plain {
  const made: Plain = { count: collection, query: wrong(dice) ? wrongFilter(dice) : filter(dice, target) };
  if (dice.chance(20)) made['skip'] = int(dice.below(3));
  if (dice.chance(20)) made['limit'] = int(1 + dice.below(9));
  return made;
}

export function distinct(dice: Dice, target: Doc, collection: string): Plain {
  return { distinct: collection, key: anyPath(dice), query: dice.chance(60) ? filter(dice, target) : {} };
}

export function aggregate(dice: Dice, target: Doc, collection: string): Plain {
  const pipeline = wrong(dice) ? wrongPipeline(dice) : stages(dice, target);
  return { aggregate: collection, pipeline, cursor: { batchSize: int(10_000) } };
}

function stages(dice: Dice, target: Doc): Plain[] {
  const made: Plain[] = [];
  if (dice.chance(70)) made.push({ $match: filter(dice, target) });
  if (dice.chance(25)) made.push({ $set: { extra: twice(dice), kind: { $type: '$b' } } });
  if (dice.chance(50)) {
    made.push({ $sort: totalSort(dice) });
    if (dice.chance(30)) made.push({ $skip: int(1 + dice.below(3)) });
    if (dice.chance(40)) made.push({ $limit: int(1 + dice.below(12)) });
  }
  made.push(...shaping(dice));
  if (dice.chance(10)) made.push({ $match: { n: condition(dice, target, 'n') } });
  return made;
}

function shaping(dice: Dice): Plain[] {
  return dice.pick<Plain[]>([
    [],
    [{ $group: group(dice) }],
    [{ $group: group(dice) }],
    [{ $group: group(dice) }],
    [{ $group: group(dice) }],
    [{ $unwind: dice.pick(['$c', '$g', '$a']) }],
    [{ $unwind: { path: dice.pick(['$c', '$g']), preserveNullAndEmptyArrays: dice.chance(70) } }],
    [{ $unwind: '$g' }, { $group: { _id: '$g.e', many: { $sum: int(1) } } }],
    [{ $project: plainProjection(dice) }],
    [{ $count: 'many' }],
    [{ $sortByCount: dice.pick(['$s', '$b', '$d.e']) }],
    [{ $unset: ['c', 'g.e'] }],
    [{ $replaceRoot: { newRoot: { _id: '$_id', was: '$d' } } }],
    [{ $replaceWith: { $ifNull: ['$nothing', { only: '$n' }] } }],
  ]);
}

function group(dice: Dice): Plain {
  const all: Plain = {
    total: { $sum: '$u' },
    many: { $sum: int(1) },
    mean: { $avg: '$u' },
    least: { $min: '$b' },
    most: { $max: '$d.f' },
    head: { $first: '$_id' },
    tail: { $last: '$_id' },
    every: { $push: '$_id' },
    set: { $addToSet: '$s' },
    size: { $count: {} },
  };
  const made: Plain = {
    _id: dice.pick<unknown>(['$s', '$b', null, { s: '$s', b: '$b' }, '$d.e', { $type: '$n' }]),
  };
  for (const name of dice.some(Object.keys(all), 7)) made[name] = all[name];
  return made;
}
