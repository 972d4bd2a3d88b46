import { expect, it } from '@jest/globals';
import { Decimal128, double, ObjectId } from '../bson/values.ts';
import { hashedKey } from './hashed-key.ts';

it.each([
  // The manual's $toHashedIndexKey, and a thread of MongoDB's forum on hashed sharding.
  ['string to hash', 763_543_691_661_428_748n],
  [new ObjectId('5ea77f07fcb94966883f5d5e'), 329_356_589_482_501_449n],
  [new ObjectId('5ea77f0afcb94966883f5d5f'), -3_285_311_604_932_298_140n],
])('%s has the key that MongoDB has published', (value, key) => {
  expect(hashedKey(value)).toBe(key);
});

it('numbers are equal when their whole parts are', () => {
  const same = [1, 1n, double(1), 1.987, Decimal128.fromString('1.5')];
  expect(new Set(same.map(hashedKey)).size).toBe(1);
  expect(hashedKey(2)).not.toBe(hashedKey(1));
});

it('nothing counts as null, and documents are refused', () => {
  expect(hashedKey(undefined)).toBe(hashedKey(null));
  for (const value of [new Map(), []]) expect(() => hashedKey(value)).toThrow('not supported');
});
