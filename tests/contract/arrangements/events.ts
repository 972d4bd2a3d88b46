import { addOffer, placeOrder } from '../world/shop.ts';
import type { World } from '../world/start-world.ts';
import { byOperator, type Arrange, type Arrangements } from './arrangement.ts';

const EXAMPLE = 'payments.on-order-paid:evt_01890000-0000-7000-8000-000000000001';
const CONSUMER = 'payments.on-order-paid';

type LoggedEvent = { readonly event: { readonly id: string; readonly type: string } };

/** Laid into the database: no request makes a consumer fail. The event has taken effect already and may come again. */
const onDeadLetter: Arrange = async ({ world, seller }) => {
  await placeOrder(world, await addOffer(world, seller));
  const { event } = await lastEvent(world, 'OrderPaid');
  const id = `${CONSUMER}:${event.id}`;
  await eventsDatabase(world)
    .collection<{ _id: string; [field: string]: unknown }>('deadLetters')
    .insertOne({ _id: id, consumer: CONSUMER, event, attempts: 5, error: 'Error: no', failedAt: new Date() });
  return { as: world.operator, real: { [EXAMPLE]: id } };
};

async function lastEvent(world: World, type: string): Promise<LoggedEvent> {
  const [found] = await eventsDatabase(world)
    .collection<LoggedEvent>('log')
    .find({ 'event.type': type })
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  if (found === undefined) throw new Error(`nobody has told of ${type}`);
  return found;
}

function eventsDatabase({ databases }: World) {
  const events = databases.find(({ name }) => name === 'events');
  if (events === undefined) throw new Error('there is no database of events');
  return events.connection.getClient().db('events');
}

export const events: Arrangements = {
  listDeadLetters: byOperator,
  replayDeadLetter: onDeadLetter,
  discardDeadLetter: onDeadLetter,
};
