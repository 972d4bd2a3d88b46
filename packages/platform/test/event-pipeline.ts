/**
 * A process to be killed: it commits changes with their events, relays them and lets a consumer act on them, all on one
 * data directory. It prints the id of each event whose commit was acknowledged. `drain` as second argument: it adds
 * nothing, finishes what is left and prints a summary.
 */
import { newId, systemClock } from '@souk/kernel';
import { startPocketMongo } from 'pocketmongo';
import { ensureCollections, nativeCollection, openDatabase } from '../src/data/index.ts';
import { PLATFORM_COLLECTIONS } from '../src/data/platform-collections.ts';
import { createEmbeddedEventLog, createOutbox, once, startRelay } from '../src/events/index.ts';
import { testContext, testLogger } from '../src/testing/index.ts';

const [dataDir = '', mode = 'run'] = process.argv.slice(2);

const server = await startPocketMongo({ dataDir, mode: 'inline' });
const log = testLogger();
const open = (name: string) => openDatabase({ name, uri: server.uri(name), log });
const service = await open('service');
await ensureCollections(service, PLATFORM_COLLECTIONS);
const events = createEmbeddedEventLog({ db: await open('events'), logger: log });
const outbox = createOutbox(service);
const changes = nativeCollection<{ _id: string; subject: string }>(service, 'changes');
const effects = nativeCollection<{ _id: string; n: number }>(service, 'effects');

await events.subscribe({
  name: 'test.effect',
  types: ['OfferRestocked'],
  handle: async (_ctx, event) => {
    await once(service, 'test.effect', event, async (session) => {
      await effects.updateOne({ _id: event.id }, { $inc: { n: 1 } }, { session, upsert: true });
    });
  },
});
const relay = startRelay({ source: outbox, log: events, logger: log, gatherMs: 2 });

const subjects = Array.from({ length: 7 }, () => newId('offer'));

async function change(nth: number): Promise<void> {
  const offerId = subjects[nth % subjects.length] ?? newId('offer');
  const id = newId('event');
  await service.transaction(async (session) => {
    await changes.insertOne({ _id: id, subject: offerId }, { session });
    const data = { offerId, available: nth + 1 };
    await outbox.add(session, testContext(), systemClock, [
      { id, type: 'OfferRestocked', subject: offerId, data },
    ]);
  });
  process.stdout.write(`${id}\n`);
}

if (mode === 'run') {
  for (let nth = 0; ; nth += 4) {
    await Promise.all([0, 1, 2, 3].map((more) => change(nth + more)));
  }
}
await relay.idle();
await events.idle();
await relay.stop();
await events.stop();
const logged = await nativeCollection<{ _id: number }>(await open('events'), 'log')
  .find({})
  .sort({ _id: 1 })
  .toArray();
const summary = {
  changes: (await changes.find({}).toArray()).map(({ _id }) => _id),
  effects: (await effects.find({}).toArray()).map(({ _id, n }) => [_id, n]),
  positions: logged.map(({ _id }) => _id),
  waiting: (await outbox.unpublished(10)).length,
  deadLetters: (await events.deadLetters.list({ limit: 10 })).length,
};
process.stdout.write(JSON.stringify(summary));
process.exit(0);
