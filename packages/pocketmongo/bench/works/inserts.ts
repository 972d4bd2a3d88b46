import { ObjectId } from 'mongodb';
import { product } from '../documents.ts';
import { measure, type Work } from '../world.ts';

export const inserts: Work = {
  name: 'inserts',
  run: async (world) => {
    const inserted = world.db.collection('inserted');
    const operation = (number: number) => inserted.insertOne({ ...product(number), _id: new ObjectId() });
    return [
      await measure(world, {
        what: 'insertOne',
        count: 15_000,
        bareWork: 'inserts',
        wanted: 14_400,
        operation,
      }),
      await measure(world, { what: 'insertOne, one in flight', width: 1, count: 1_500, operation }),
    ];
  },
};
