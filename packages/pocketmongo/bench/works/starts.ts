import { fork } from 'node:child_process';
import { once } from 'node:events';
import { heard, ownTarget, SERVER } from '../target.ts';
import { MongoClient } from 'mongodb';
import { fill, type Work } from '../world.ts';

const RUNS = 5;

/** From the call to accepted connections on data that was there when the process was killed; without Node's own start. */
export const starts: Work = {
  name: 'starts',
  run: async ({ documents }) => {
    const target = await ownTarget();
    const client = await MongoClient.connect(target.uri);
    await fill(client.db('bench'), 'products', documents);
    await client
      .db('bench')
      .collection('products')
      .createIndexes([{ key: { category: 1, price: 1 } }]);
    await client.close();
    await target.kill();
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run += 1) {
      const child = fork(SERVER, [target.dataDir], { execArgv: ['--no-warnings'] });
      const { startMs } = (await heard(child)) as { startMs: number };
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      best = Math.min(best, startMs);
    }
    await target.stop();
    const what = `start with ${documents.toLocaleString('en')} documents`;
    return [{ what, value: best, unit: 'ms', wanted: 500 }];
  },
};
