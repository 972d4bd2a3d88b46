import { expect, it } from '@jest/globals';
import { systemClock } from '@souk/kernel';
import { startTestDatabase, testLogger } from '../testing/index.ts';
import { OffsetStore } from './offset-store.ts';

it('stores offsets that could not be stored with the next write', async () => {
  const server = await startTestDatabase('platform');
  const { connection } = server.db;
  const positions = async () => (await offsets.all()).map(({ _id, position }) => [_id, position]);
  const offsets = new OffsetStore(server.db, testLogger(), systemClock);
  await connection.createCollection('offsets', { validator: { position: { $lt: 0 } } });
  offsets.set('idle', 7);
  await offsets.flush();
  expect(await positions()).toEqual([]);
  await connection.db?.command({ collMod: 'offsets', validator: {} });
  offsets.set('busy', 9);
  await offsets.flush();
  expect((await positions()).toSorted()).toEqual([
    ['busy', 9],
    ['idle', 7],
  ]);
  await server.stop();
});
