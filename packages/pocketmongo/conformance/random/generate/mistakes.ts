import { Double } from 'bson';
import type { Dice } from './dice.ts';
import { int, type Plain } from './values.ts';

/** Filters that are wrong whatever the documents are. */
const FILTERS: readonly Plain[] = [
  { n: { $in: int(1) } },
  { n: { $nin: 'a' } },
  { n: { $mod: [int(0), int(1)] } },
  { n: { $mod: [int(2)] } },
  { n: { $mod: 'a' } },
  { c: { $size: int(-1) } },
  { c: { $size: 'a' } },
  { c: { $size: new Double(1.5) } },
  { c: { $elemMatch: int(1) } },
  { c: { $all: int(1) } },
  { n: { $not: int(1) } },
  { n: { $not: {} } },
  { n: { $unheardOf: int(1) } },
  { $unheardOf: int(1) },
  { $and: [] },
  { $or: {} },
  { $nor: [int(1)] },
  { n: { $type: 'nothing' } },
  { n: { $type: [] } },
  { n: { $type: int(77) } },
  { s: { $regex: int(1) } },
  { s: { $options: 'i' } },
  { n: { $bitsAllSet: int(-1) } },
  { n: { $bitsAnySet: 'a' } },
  { n: { $bitsAllClear: [int(-1)] } },
  { n: { $in: [{ $gt: int(1) }] } },
];

const UPDATES: readonly Plain[] = [
  { $unheardOf: { n: int(1) } },
  { $set: int(1) },
  { $set: { '': int(1) } },
  { $set: { 'a..b': int(1) } },
  { $set: { n: int(1) }, $inc: { n: int(1) } },
  { $set: { d: int(1), 'd.e': int(2) } },
  { $set: { _id: 'another' } },
  { $inc: { n: 'a' } },
  { $mul: { n: 'a' } },
  { $inc: { s: int(1) } },
  { $mul: { d: int(1) } },
  { $push: { s: int(1) } },
  { $push: { c: { $each: int(1) } } },
  { $push: { c: { $each: [], $slice: 'a' } } },
  { $push: { c: { $each: [], $sort: int(5) } } },
  { $addToSet: { s: int(1) } },
  { $addToSet: { c: { $each: 'a' } } },
  { $pop: { c: int(2) } },
  { $pop: { s: int(1) } },
  { $pull: { s: int(1) } },
  { $pullAll: { c: int(1) } },
  { $pullAll: { s: [int(1)] } },
  { $bit: { n: { and: new Double(1.5) } } },
  { $bit: { n: { nand: int(1) } } },
  { $bit: { n: int(1) } },
  { $bit: { s: { or: int(1) } } },
  { $rename: { n: int(1) } },
  { $rename: { n: 'n' } },
  { $currentDate: { touched: 'date' } },
  { $set: { 's.deep': int(1) } },
  { $set: { 'c.name': int(1) } },
  { $set: { 'g.$[nobody].e': int(1) } },
  { $set: { 's.$[].e': int(1) } },
  { $rename: { 'g.0.e': 'moved' } },
  { n: int(1), $set: { a: int(1) } },
];

export const wrongFilter = (dice: Dice): Plain => dice.pick(FILTERS);
export const wrongUpdate = (dice: Dice): Plain => dice.pick(UPDATES);

const PROJECTIONS: readonly Plain[] = [
  { n: int(1), s: int(0) },
  { n: int(0), s: int(1) },
  { c: { $slice: 'a' } },
  { c: { $slice: [int(1), int(0)] } },
  { c: { $elemMatch: int(1) } },
];
export const wrongProjection = (dice: Dice): Plain => dice.pick(PROJECTIONS);

const PIPELINES: readonly (readonly Plain[])[] = [
  [{ $unheardOf: int(1) }],
  [{ $match: int(1) }],
  [{ $sort: int(1) }],
  [{ $limit: int(0) }],
  [{ $group: { total: { $sum: int(1) } } }],
  [{ $group: { _id: int(1), total: { $unheardOf: int(1) } } }],
  [{ $unwind: 'c' }],
  [{ $project: int(1) }],
];
export const wrongPipeline = (dice: Dice): readonly Plain[] => dice.pick(PIPELINES);
