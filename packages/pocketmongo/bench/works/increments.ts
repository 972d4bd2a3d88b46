import { scattered } from '../documents.ts';
import { measure, type Work } from '../world.ts';

export const increments: Work = {
  name: 'increments',
  run: async (world) => {
    const products = world.db.collection<{ _id: number }>('products');
    const operation = (number: number) =>
      products.updateOne({ _id: scattered(number, world.documents) }, { $inc: { stock: 1 } });
    return [await measure(world, { what: '$inc by _id', count: 15_000, bareWork: 'increments', operation })];
  },
};
