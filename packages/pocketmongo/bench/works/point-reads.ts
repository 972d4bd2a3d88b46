import { scattered } from '../documents.ts';
import { measure, type Work } from '../world.ts';

/** One document by a unique index. */
export const pointReads: Work = {
  name: 'reads',
  run: async (world) => {
    const products = world.db.collection('products');
    const operation = (number: number) =>
      products.findOne({ sku: `sku-${String(scattered(number, world.documents)).padStart(8, '0')}` });
    return [
      await measure(world, {
        what: 'findOne by a unique index',
        count: 20_000,
        bareWork: 'reads',
        wanted: 14_400,
        operation,
      }),
    ];
  },
};
