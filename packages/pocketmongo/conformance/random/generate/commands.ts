import type { ModelCollection } from '../model/collection.ts';
import type { Doc } from '../model/values.ts';
import type { Dice } from './dice.ts';
import { createIndex, dropIndex } from './indexes.ts';
import { aggregate, count, distinct, find } from './reads.ts';
import { int, type Plain } from './values.ts';
import { findAndModify, insert, remove, updateMany, updateOne } from './writes.ts';

const EMPTY: Doc = new Map([['_id', int(0)]]);
const FEW = 12;
const MANY = 45;

/** A command for the collection as it stands; `nextId` gives an identity that was not there yet. */
export function command(
  dice: Dice,
  model: ModelCollection,
  collection: string,
  nextId: () => unknown,
): Plain {
  const target = model.documents.length > 0 ? dice.pick(model.documents) : EMPTY;
  const { length } = model.documents;
  // Unique indexes hold while there are few documents.
  if (length < FEW)
    return dice.chance(8) ? createIndex(dice, collection) : insert(dice, target, collection, nextId);
  const kind = dice.below(100);
  if (kind < 32) return find(dice, target, collection);
  if (kind < 38) return count(dice, target, collection);
  if (kind < 41) return distinct(dice, target, collection);
  if (kind < 56) return aggregate(dice, target, collection);
  if (kind < 64)
    return length < MANY ? insert(dice, target, collection, nextId) : remove(dice, target, collection);
  if (kind < 78) return updateOne(dice, target, collection, nextId);
  if (kind < 84) return updateMany(dice, target, collection);
  if (kind < 88) return remove(dice, target, collection);
  if (kind < 96) return findAndModify(dice, target, collection, nextId);
  return kind < 98 || model.indexes.length < 3
    ? createIndex(dice, collection)
    : dropIndex(
        dice,
        collection,
        model.indexes.map(({ name }) => name),
      );
}
