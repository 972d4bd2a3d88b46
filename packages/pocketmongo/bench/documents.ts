import { Long, type Document } from 'mongodb';

export const CATEGORIES = 50;
const WORDS = ['blue', 'small', 'round', 'woollen', 'light', 'old', 'quiet', 'warm'];

/** A document like those of a shop, about 250 bytes. */
export function product(number: number): Document {
  const word = WORDS[number % WORDS.length] ?? '';
  return {
    _id: number,
    sku: `sku-${String(number).padStart(8, '0')}`,
    name: `A ${word} thing, number ${number} of many`,
    category: `category-${number % CATEGORIES}`,
    price: Long.fromNumber(100 + ((number * 7_919) % 9_900)),
    rating: ((number * 31) % 50) / 10,
    stock: 1_000,
    seller: { id: number % 700, name: `seller ${number % 700}` },
    createdAt: new Date(1_700_000_000_000 + number * 1_000),
    active: number % 3 !== 0,
  };
}

/** Numbers that look random and are the same in each run. */
export const scattered = (number: number, below: number): number =>
  (Math.imul(number + 1, 2_654_435_761) >>> 0) % below;
