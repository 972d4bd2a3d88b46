import { Long, ObjectId } from 'mongodb';
import { product, scattered } from '../documents.ts';
import { leanPool, type LeanConnection } from '../lean-client.ts';
import type { Figure } from '../figure.ts';
import { IN_FLIGHT, measure, type Work, type World } from '../world.ts';

/** Reads, inserts and transactions without a driver: what the server itself can do. */
export const lean: Work = {
  name: 'lean',
  run: async (world) => {
    const pool = await leanPool(world.target.uri, IN_FLIGHT);
    const figures: Figure[] = [];
    try {
      for (const { what, count, bareWork, wanted, operation } of LOADS) {
        const once = (number: number) => pool.use((connection) => operation(connection, number, world));
        figures.push(await measure(world, { what, count, bareWork, wanted, operation: once }));
      }
    } finally {
      pool.close();
    }
    return figures;
  },
};

interface LeanLoad {
  readonly what: string;
  readonly count: number;
  readonly bareWork: string;
  readonly wanted: number;
  readonly operation: (connection: LeanConnection, number: number, world: World) => Promise<void>;
}

const $db = 'bench';

const LOADS: readonly LeanLoad[] = [
  {
    what: 'findOne by a unique index, without a driver',
    count: 40_000,
    bareWork: 'reads',
    wanted: 14_400,
    operation: (connection, number, { documents }) => {
      const sku = `sku-${String(scattered(number, documents)).padStart(8, '0')}`;
      return connection.run({ find: 'products', filter: { sku }, limit: 1, singleBatch: true, $db });
    },
  },
  {
    what: 'insertOne, without a driver',
    count: 30_000,
    bareWork: 'inserts',
    wanted: 14_400,
    operation: (connection, number) =>
      connection.run({ insert: 'inserted', documents: [{ ...product(number), _id: new ObjectId() }], $db }),
  },
  {
    what: 'transaction over two collections, without a driver',
    count: 8_000,
    bareWork: 'transactions',
    wanted: 2_500,
    operation: buy,
  },
];

/** Again while others change the same product, as a driver does it. */
async function buy(connection: LeanConnection, number: number, world: World): Promise<void> {
  for (let bought = false; !bought;) {
    try {
      await buyOnce(connection, number, world);
      bought = true;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('TransientTransactionError')) throw error;
    }
  }
}

async function buyOnce(connection: LeanConnection, number: number, { documents }: World): Promise<void> {
  connection.txnNumber += 1;
  const txnNumber = Long.fromNumber(connection.txnNumber);
  const within = { lsid: connection.lsid, txnNumber, autocommit: false };
  const bought = scattered(number, documents);
  const order = { _id: new ObjectId(), product: bought, lines: [{ product: bought, amount: 1 }] };
  await connection.run({ insert: 'orders', documents: [order], startTransaction: true, ...within, $db });
  const sold = { q: { _id: bought }, u: { $inc: { stock: -1 } } };
  await connection.run({ update: 'products', updates: [sold], ...within, $db });
  await connection.run({ commitTransaction: 1, ...within, $db: 'admin' });
}
