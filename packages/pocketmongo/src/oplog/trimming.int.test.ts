import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';

const NS = 'shop.things';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture({ oplogBytes: 20_000 });
});
afterEach(() => fixture.stop());

const insert = (_id: number, bytes: number) => fixture.insert(NS, d({ _id, text: 'x'.repeat(bytes) }));

it('a write larger than the whole log takes nothing from who is up to date, and the log is small again behind it', async () => {
  const { oplog } = fixture.engine;
  await insert(1, 5_000);
  const early = oplog.settledTime;
  await insert(2, 5_000);
  const upToDate = oplog.settledTime;
  await insert(3, 100_000);
  expect([oplog.isLost(early), oplog.isLost(upToDate)]).toEqual([true, false]);
  await insert(4, 100);
  await insert(5, 100);
  expect(oplog.isLost(upToDate)).toBe(true);
  expect(oplog.size).toBeLessThan(20_000);
});
