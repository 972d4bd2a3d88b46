import { join } from 'node:path';
import { nativeCollection, openDatabase, type Database } from '../../packages/platform/src/data/index.ts';
import { silentLogger } from '../../packages/platform/src/telemetry/index.ts';
import { startPocketMongo } from '../../packages/pocketmongo/src/index.ts';
import { temporaryData } from '../../tests/harness/souk-process.ts';
import type { Row } from '../report/row.ts';
import type { Measurement } from './measurement.ts';

type Thing = { _id: string; count: number; text: string };

const CLIENTS = 8;

/** What the embedded database does when nothing stands in front of it: the floor under every other figure. */
export const database: Measurement = {
  name: 'database',
  measure: async ({ quick }) => {
    const { dataDir, remove } = temporaryData('bench');
    const user = {
      db: 'bare',
      user: 'bare',
      password: 'bare-limits',
      roles: [{ role: 'readWrite', db: 'bare' }],
    };
    const server = await startPocketMongo({
      dataDir: join(dataDir, 'database'),
      mode: 'worker',
      users: [user],
    });
    const db = await openDatabase({
      name: 'bare',
      uri: server.uri('bare', 'bare', 'bare-limits'),
      log: silentLogger(),
    });
    try {
      return await measureAll(db, quick ? 500 : 5_000);
    } finally {
      await db.close();
      await server.stop();
      remove();
    }
  },
};

async function measureAll(db: Database, times: number): Promise<Row[]> {
  const things = nativeCollection<Thing>(db, 'things');
  const text = 'x'.repeat(500);
  const insert = (n: number) => things.insertOne({ _id: `thing-${n}`, count: 0, text });
  await rate(times, insert);
  const find = (n: number) => things.findOne({ _id: `thing-${n}` });
  await rate(times, find);
  const update = (n: number) =>
    things.findOneAndUpdate({ _id: `thing-${n}`, count: { $gte: 0 } }, { $inc: { count: 1 } });
  const transact = (n: number) =>
    db.transaction(async (session) => {
      await things.updateOne({ _id: `thing-${n}` }, { $inc: { count: 1 } }, { session });
      await things.insertOne({ _id: `more-${n}`, count: 0, text }, { session });
    });
  const row = (what: string, value: number): Row => ({ what: `bare database: ${what}`, value, unit: '/s' });
  return [
    row('find by id', await rate(times, find)),
    row('conditional write, durable', await rate(times, update)),
    row('transaction of two writes, durable', await rate(times / 5, transact)),
  ];
}

/** How often a second `work` is done by a few clients at a time. */
async function rate(times: number, work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < times) await work(next++);
    }),
  );
  return (times / (performance.now() - started)) * 1000;
}
