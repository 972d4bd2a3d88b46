import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASE_NAMES } from '../../apps/souk/src/host/database-names.ts';
import { ask } from './world/ask.ts';
import { addOffer, placeOrder } from './world/shop.ts';
import { setStage, type Stage } from './world/stage.ts';
import { straying, watchCommands, type SentCommand } from './world/watch-commands.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.world.stop());

/** From a new offer to the balance of its seller, with a refund, a cancellation and a slip on the way. */
async function endToEnd({ world, seller, carrier }: Stage): Promise<void> {
  const offer = await addOffer(world, seller);
  const order = await placeOrder(world, offer);
  const { consignmentId } = order;
  const occurredAt = new Date().toISOString();
  const move = (to: string) =>
    ask(world, 'POST', `/consignments/${consignmentId}/transitions`, {
      body: { to, occurredAt },
      as: seller.owner.headers,
    });
  await move('invoiced');
  await move('shipped');
  const delivered = { consignmentId, event: 'delivered', occurredAt };
  await ask(world, 'POST', '/carrier-events', { body: delivered, as: carrier.headers });
  await world.idle();
  const refund = { consignmentId, reason: 'damaged on the way' };
  await ask(world, 'POST', '/refunds', { body: refund, as: seller.owner.headers });
  const called = await placeOrder(world, offer);
  const cancelled = { body: { reason: 'changed my mind' }, as: called.holder };
  await ask(world, 'POST', `/orders/${called.orderId ?? ''}/cancellations`, cancelled);
  const slip = await placeOrder(world, offer, '');
  const paid = { body: { slip: slip.paymentId }, as: world.operator };
  await ask(world, 'POST', '/sandbox/v1/slip-payments', paid);
  await world.idle();
  for (const path of ['/products', '/orders', '/payments', '/ledger/accounts', '/accounts', '/dead-letters'])
    await ask(world, 'GET', path, { as: world.operator });
  await ask(world, 'GET', `/sellers/${seller.sellerId}/balance`, { as: seller.owner.headers });
}

describe('one database for each service', () => {
  it('holds through an order from the offer to the balance: no session and no connection touches two', async () => {
    const watch = watchCommands(stage.world.databases);
    await endToEnd(stage);
    const sent = watch.stop();
    const services = new Set(sent.map(({ service }) => service));
    expect([...services].toSorted()).toEqual([...DATABASE_NAMES].toSorted());
    expect(sent.filter(({ service, database }) => service !== database)).toEqual([]);
    expect(straying(sent)).toEqual([]);
  });

  it('is watched by eyes that see: one command of a session to another database is found', () => {
    const own: SentCommand = { service: 'orders', session: 'a', database: 'orders', command: 'insert' };
    const strange: SentCommand = { ...own, database: 'payments', command: 'find' };
    expect(straying([own, own])).toEqual([]);
    expect(straying([own, strange])).toEqual([
      'the connection of orders touched orders and payments',
      'session a touched orders and payments',
    ]);
    expect(straying([own, { ...strange, service: 'payments' }])).toEqual([
      'session a touched orders and payments',
    ]);
  });

  it.each(DATABASE_NAMES)('is all that the user of %s may read or write', async (name) => {
    const connection = stage.world.databases.find((database) => database.name === name)?.connection;
    if (connection === undefined) throw new Error(`there is no database ${name}`);
    const client = connection.getClient();
    const others = [...DATABASE_NAMES.filter((other) => other !== name), 'admin'];
    for (const other of others) {
      const things = client.db(other).collection('things');
      await expect(things.findOne({})).rejects.toMatchObject({ codeName: 'Unauthorized' });
      await expect(things.insertOne({})).rejects.toMatchObject({ codeName: 'Unauthorized' });
      await expect(things.aggregate([]).toArray()).rejects.toMatchObject({ codeName: 'Unauthorized' });
      await expect(client.db(other).dropDatabase()).rejects.toMatchObject({ codeName: 'Unauthorized' });
    }
    const stolen = [{ $lookup: { from: { db: others[0], coll: 'things' }, as: 'x', pipeline: [] } }];
    await expect(client.db(name).collection('things').aggregate(stolen).toArray()).rejects.toThrow();
    await expect(
      client
        .db(name)
        .collection('things')
        .aggregate([{ $out: { db: others[0], coll: 'x' } }])
        .toArray(),
    ).rejects.toThrow();
  });
});
