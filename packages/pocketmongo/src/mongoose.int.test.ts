import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { codeOf, startTestServer, type TestServer } from '../test/server.ts';

let test: TestServer;
let connection: mongoose.Connection;

interface Order {
  number: string;
  lines: mongoose.Types.DocumentArray<{ sku: string; quantity: number }>;
  total?: bigint;
  seller?: mongoose.Types.ObjectId;
}

const orderSchema = new mongoose.Schema<Order>(
  {
    number: String,
    lines: [{ sku: String, quantity: Number }],
    total: BigInt,
    seller: { type: mongoose.Schema.Types.ObjectId, ref: 'Seller' },
  },
  { timestamps: true, optimisticConcurrency: true },
);
orderSchema.index({ number: 1 }, { unique: true });

beforeAll(async () => {
  test = await startTestServer({ mode: 'worker' });
  connection = await mongoose.createConnection(test.server.uri('shop')).asPromise();
});
afterAll(async () => {
  await connection.close();
  await test.close();
});

describe('Mongoose on a server in a worker thread', () => {
  it('creates its indexes, saves, populates and pages', async () => {
    const Seller = connection.model('Seller', new mongoose.Schema({ name: String }));
    const Order = connection.model<Order>('Order', orderSchema);
    await Order.init();
    const seller = await Seller.create({ name: 'Ana' });
    const order = await Order.create({
      number: 'o1',
      lines: [{ sku: 'a', quantity: 1 }],
      total: 9_007_199_254_740_993n,
      seller: seller._id,
    });
    order.lines.push({ sku: 'b', quantity: 2 });
    await order.save();
    const found = await Order.findOne({ 'lines.sku': 'b' }).populate('seller').lean({ useBigInt64: true });
    expect(found).toMatchObject({ number: 'o1', seller: { name: 'Ana' } });
    expect(found?.lines).toHaveLength(2);
    expect(await codeOf(Order.create({ number: 'o1' }))).toBe(11000);
    const late = await Order.findById(order._id);
    order.lines.pull(order.lines[0]);
    await order.save();
    late?.set('number', 'o2');
    await expect(late?.save()).rejects.toMatchObject({ name: 'VersionError' });
  });

  it('runs transactions', async () => {
    const Counter = connection.model('Counter', new mongoose.Schema({ _id: String, n: Number }));
    await Counter.createCollection();
    await connection.transaction(async (session) => {
      await Counter.create([{ _id: 'x', n: 1 }], { session });
      await Counter.updateOne({ _id: 'x' }, { $inc: { n: 1 } }, { session });
    });
    await expect(
      connection.transaction(async (session) => {
        await Counter.updateOne({ _id: 'x' }, { $inc: { n: 1 } }, { session });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await Counter.findById('x').lean()).toMatchObject({ n: 2 });
  });
});
