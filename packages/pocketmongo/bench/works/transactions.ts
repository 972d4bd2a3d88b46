import { ObjectId } from 'mongodb';
import { scattered } from '../documents.ts';
import { measure, type Work } from '../world.ts';

/** An order is written and the stock of what was bought goes down: two collections, one transaction. */
export const transactions: Work = {
  name: 'transactions',
  run: async (world) => {
    const products = world.db.collection<{ _id: number }>('products');
    const orders = world.db.collection('orders');
    await world.db.createCollection('orders');
    const operation = (number: number) =>
      world.client.withSession((session) =>
        session.withTransaction(async () => {
          const product = scattered(number, world.documents);
          await orders.insertOne(
            { _id: new ObjectId(), product, lines: [{ product, amount: 1 }] },
            { session },
          );
          await products.updateOne({ _id: product }, { $inc: { stock: -1 } }, { session });
        }),
      );
    return [
      await measure(world, {
        what: 'transaction over two collections',
        count: 4_000,
        bareWork: 'transactions',
        wanted: 2_500,
        operation,
      }),
      await measure(world, { what: 'transaction, one in flight', width: 1, count: 800, operation }),
    ];
  },
};
