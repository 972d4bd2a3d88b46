import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MongoClient } from 'mongodb';
import { startPocketMongo } from '../../src/index.ts';
import { scattered } from '../documents.ts';
import { inFlight, percentile } from '../in-flight.ts';
import { fill, IN_FLIGHT, type Work } from '../world.ts';

const NS_PER_MS = 1_000_000;

/** Reads, writes and lists in one process with its database, as an application embeds it; how late its event loop is. */
export const mixedLoad: Work = {
  name: 'mixed',
  run: async ({ scale }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-mixed-'));
    const server = await startPocketMongo({ dataDir, openAccess: true });
    const client = await MongoClient.connect(server.uri('bench'));
    try {
      const db = client.db('bench');
      const documents = Math.ceil(20_000 * scale);
      await fill(db, 'products', documents);
      const products = db.collection<{ _id: number; n?: number }>('products');
      await products.createIndexes([{ key: { category: 1, price: 1 } }]);
      const operation = (number: number): Promise<unknown> => {
        const _id = scattered(number, documents);
        if (number % 500 === 0)
          return products.aggregate([{ $group: { _id: '$category', sold: { $sum: '$price' } } }]).toArray();
        if (number % 10 === 0)
          return products.find({ category: 'category-7' }).sort({ price: 1 }).limit(20).toArray();
        if (number % 5 === 0) return products.updateOne({ _id }, { $inc: { stock: 1 } });
        return products.findOne({ _id });
      };
      await inFlight(Math.ceil(1_000 * scale), IN_FLIGHT, operation);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const { sorted, elapsedMs } = await inFlight(Math.ceil(15_000 * scale), IN_FLIGHT, operation);
      delay.disable();
      return [
        {
          what: 'mixed load within the application',
          value: (sorted.length * 1_000) / elapsedMs,
          unit: '/s',
          p50: percentile(sorted, 0.5),
          p99: percentile(sorted, 0.99),
        },
        {
          what: "the application's event loop meanwhile, p99 late",
          value: delay.percentile(99) / NS_PER_MS,
          unit: 'ms',
          p50: delay.percentile(50) / NS_PER_MS,
          p99: delay.percentile(99) / NS_PER_MS,
        },
      ];
    } finally {
      await client.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
