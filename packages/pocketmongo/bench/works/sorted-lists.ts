import { CATEGORIES } from '../documents.ts';
import { measure, type Work } from '../world.ts';

/** Twenty documents of a category, cheapest first, through an index that gives the order. */
export const sortedLists: Work = {
  name: 'lists',
  run: async (world) => {
    const products = world.db.collection('products');
    const operation = (number: number) =>
      products
        .find({ category: `category-${number % CATEGORIES}` })
        .sort({ price: 1 })
        .limit(20)
        .toArray();
    return [
      await measure(world, { what: 'indexed sort and limit 20', count: 6_000, bareWork: 'lists', operation }),
    ];
  },
};
