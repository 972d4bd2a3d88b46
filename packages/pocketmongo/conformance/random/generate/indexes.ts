import type { Dice } from './dice.ts';
import { int, type Plain } from './values.ts';

const INDEXES: readonly Plain[] = [
  { key: { n: int(1) } },
  { key: { s: int(-1) } },
  { key: { a: int(1) } },
  { key: { b: int(1) } },
  { key: { c: int(1) } },
  { key: { d: int(1) } },
  { key: { 'd.e': int(1) } },
  { key: { 'g.e': int(1) } },
  { key: { 'g.f': int(-1) } },
  { key: { u: int(1) }, unique: true },
  { key: { u: int(1) }, unique: true, sparse: true },
  { key: { u: int(1), s: int(1) }, unique: true },
  { key: { u: int(1) }, unique: true, partialFilterExpression: { n: { $gte: int(5) } } },
  { key: { n: int(1), s: int(1) } },
  { key: { s: int(1), n: int(-1), b: int(1) } },
  { key: { n: int(1), c: int(1) } },
  { key: { c: int(1), s: int(-1) } },
  { key: { 'g.e': int(1), 'g.f': int(1) } },
  { key: { 'd.e': int(1), u: int(-1) } },
  { key: { b: int(1) }, sparse: true },
  { key: { 'd.e': int(1) }, sparse: true },
  { key: { n: int(1) }, partialFilterExpression: { s: { $exists: true } } },
  { key: { s: int(1) }, partialFilterExpression: { n: { $gt: int(2) } } },
  { key: { c: int(1) }, partialFilterExpression: { b: { $type: 'string' } } },
  { key: { s: int(1), 'g.e': int(1) }, sparse: true },
  { key: { s: 'hashed' } },
  { key: { '$**': int(1) } },
  { key: { 'd.$**': int(-1) } },
  { key: { n: int(1), 'd.$**': int(1) } },
  { key: { n: int(-1), '$**': int(1), u: int(1) }, wildcardProjection: { n: int(0), u: int(0) } },
  { key: { '$**': int(1), s: int(-1) }, wildcardProjection: { c: int(1), 'g.e': int(1) } },
];

/** What the name says is what the index is. */
export function createIndex(dice: Dice, collection: string): Plain {
  const index = dice.pick(INDEXES);
  return { createIndexes: collection, indexes: [{ ...index, name: nameOf(index) }] };
}

const nameOf = (index: Plain): string =>
  `${Object.keys(index['key'] as Plain).join('_')}_${INDEXES.indexOf(index)}`;

export const indexNames = (): string[] => INDEXES.map(nameOf);

export function dropIndex(dice: Dice, collection: string, names: readonly string[]): Plain {
  const own = names.filter((name) => name !== '_id_');
  return {
    dropIndexes: collection,
    index: own.length > 0 && dice.chance(90) ? dice.pick(own) : 'no_such_index',
  };
}
