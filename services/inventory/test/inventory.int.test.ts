import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InventoryService, ReservationState } from '@souk/contracts';
import { newId, type Id } from '@souk/kernel';
import { binaryPort, type Port } from '@souk/platform/rpc';
import { callRoute, testIdentity } from '@souk/platform/testing';
import { commitReservation } from '../src/features/commit-reservation/commit-reservation.ts';
import { reserveStock } from '../src/features/reserve-stock/reserve-stock.ts';
import { expireReservations } from '../src/jobs/expire-reservations.ts';
import { ctx, minutesAfterStart, START, startHarness, type Harness } from './harness.ts';

let harness: Harness;
let port: Port<typeof InventoryService>;
beforeAll(async () => {
  harness = await startHarness();
  if (harness.service.rpc === undefined) throw new TypeError('inventory answers calls');
  port = binaryPort(InventoryService, harness.service.rpc.implementation);
});
afterAll(() => harness.stop());

const expiresAtMs = BigInt(minutesAfterStart(15).getTime());
async function held(offerId: Id, quantity: number): Promise<Id> {
  const reservationId = newId('reservation');
  const reply = await port.reserve(ctx, { reservationId, lines: [{ offerId, quantity }], expiresAtMs });
  expect(reply.state).toBe(ReservationState.HELD);
  return reservationId;
}
const eventsOf = async (subject: Id) =>
  (await harness.events()).filter((event) => event.subject === subject).map((event) => event.type);

describe('inventory from outside', () => {
  it('sells a reservation, and answers the same for ever after', async () => {
    const offerId = await harness.offerWith(5);
    const reservationId = await held(offerId, 2);
    for (let i = 0; i < 2; i += 1) {
      expect((await port.commitReservation(ctx, { reservationId })).state).toBe(ReservationState.SOLD);
    }
    expect((await port.releaseReservation(ctx, { reservationId })).state).toBe(ReservationState.SOLD);
    expect(await harness.level(offerId)).toEqual({ available: 3, reserved: 0, sold: 2, holds: 0 });
  });

  it('releases a reservation; it can not be sold afterwards', async () => {
    const offerId = await harness.offerWith(2);
    const reservationId = await held(offerId, 2);
    expect((await port.releaseReservation(ctx, { reservationId })).state).toBe(ReservationState.RELEASED);
    expect((await port.releaseReservation(ctx, { reservationId })).state).toBe(ReservationState.RELEASED);
    expect((await port.commitReservation(ctx, { reservationId })).state).toBe(ReservationState.RELEASED);
    expect(await harness.level(offerId)).toEqual({ available: 2, reserved: 0, sold: 0, holds: 0 });
    expect(await eventsOf(offerId)).toEqual(['OfferSoldOut', 'OfferRestocked']);
  });

  it('lets a reservation expire in business time, unless it was extended', async () => {
    const offerId = await harness.offerWith(5);
    const [short, long] = [await held(offerId, 1), await held(offerId, 1)];
    const later = BigInt(minutesAfterStart(60).getTime());
    const extended = await port.extendReservation(ctx, { reservationId: long, expiresAtMs: later });
    expect(extended.state).toBe(ReservationState.HELD);
    harness.clock.set(minutesAfterStart(16));
    await expireReservations(harness.inventory, ctx);
    harness.clock.set(START);
    expect((await port.commitReservation(ctx, { reservationId: short })).state).toBe(
      ReservationState.EXPIRED,
    );
    expect((await port.commitReservation(ctx, { reservationId: long })).state).toBe(ReservationState.SOLD);
    expect(await eventsOf(short)).toEqual(['ReservationExpired']);
    expect(await harness.level(offerId)).toEqual({ available: 4, reserved: 0, sold: 1, holds: 0 });
  });

  it('does not know a reservation that nobody made', async () => {
    const reservationId = newId('reservation');
    expect((await port.commitReservation(ctx, { reservationId })).state).toBe(ReservationState.UNKNOWN);
    expect((await port.releaseReservation(ctx, { reservationId })).state).toBe(ReservationState.UNKNOWN);
    expect((await port.extendReservation(ctx, { reservationId, expiresAtMs })).state).toBe(
      ReservationState.UNKNOWN,
    );
  });

  it('takes sold pieces back, each return once and no more than were sold', async () => {
    const offerId = await harness.offerWith(3);
    const reservationId = await held(offerId, 3);
    const back = (returnId: string, quantity: number) =>
      port.returnStock(ctx, { returnId, reservationId, lines: [{ offerId, quantity }] });
    await expect(back('r1', 1)).rejects.toMatchObject({ code: 'reservation-not-sold' });
    await port.commitReservation(ctx, { reservationId });
    await back('r1', 1);
    await back('r1', 1);
    await expect(back('r1', 2)).rejects.toMatchObject({ code: 'return-differs' });
    await expect(back('r2', 3)).rejects.toMatchObject({ code: 'return-too-many' });
    await Promise.all([back('r3', 1), back('r4', 1), back('r3', 1)]);
    expect(await harness.level(offerId)).toEqual({ available: 3, reserved: 0, sold: 0, holds: 0 });
  });

  it('reads stock afresh, none for an unknown offer', async () => {
    const [offerId, unknown] = [await harness.offerWith(3), newId('offer')];
    await held(offerId, 1);
    const { stocks } = await port.getStock(ctx, { offerIds: [offerId, unknown] });
    expect(stocks).toMatchObject([
      { offerId, available: 2, reserved: 1, sold: 0 },
      { offerId: unknown, available: 0, reserved: 0, sold: 0 },
    ]);
  });

  it('shows everybody what is available, and the rest to the seller', async () => {
    const sellerId = newId('seller');
    const offerId = await harness.offerWith(3, sellerId);
    await held(offerId, 1);
    const get = (identity?: ReturnType<typeof testIdentity>) =>
      callRoute(harness.service.http, {
        method: 'GET',
        path: `/api/v1/offers/${offerId}/stock`,
        ...(identity === undefined ? {} : { identity }),
      });
    expect((await get()).body).toEqual({ offerId, available: 2 });
    expect((await get(testIdentity(['seller'], { sellerId: newId('seller') }))).body).toEqual({
      offerId,
      available: 2,
    });
    const own = await get(testIdentity(['seller'], { sellerId }));
    expect(own.body).toEqual({ offerId, available: 2, reserved: 1, sold: 0, version: 2 });
    expect(own.headers.get('etag')).toContain('2');
  });

  it('offers its events to the relay until they are marked', async () => {
    const offerId = await harness.offerWith(1);
    const reservationId = await held(offerId, 1);
    await port.releaseReservation(ctx, { reservationId });
    const waiting = (await harness.events()).filter((event) => event.subject === offerId);
    expect(waiting).toHaveLength(2);
    await harness.service.outbox?.markPublished(waiting.slice(0, 1).map((event) => event.id));
    expect(await eventsOf(offerId)).toEqual(['OfferRestocked']);
    await harness.service.outbox?.markPublished(waiting.map((event) => event.id));
    expect(await eventsOf(offerId)).toEqual([]);
    const stored = await harness.inventory.store.stocks.findOne({ _id: offerId });
    expect(stored?.outboxAt).toBeUndefined();
  });

  it('costs few commands for an order of two lines, and no transaction', async () => {
    const calls: string[] = [];
    const counting = <T extends object>(collection: T): T =>
      new Proxy(collection, {
        get: (target, name) => {
          calls.push(String(name));
          const member: unknown = Reflect.get(target, name);
          return typeof member === 'function' ? (member.bind(target) as unknown) : member;
        },
      });
    const { store } = harness.inventory;
    const counted = {
      ...harness.inventory,
      db: {
        ...harness.inventory.db,
        transaction: () => Promise.reject(new Error('no transaction touches stock')),
      },
      store: { ...store, stocks: counting(store.stocks), reservations: counting(store.reservations) },
    };
    const offers = [await harness.offerWith(9), await harness.offerWith(9)];
    const lines = offers.map((offerId) => ({ offerId, quantity: 1 }));
    const reservationId = newId('reservation');
    await reserveStock(counted, ctx, { reservationId, lines, expiresAt: minutesAfterStart(15) });
    await commitReservation(counted, ctx, reservationId);
    expect(calls).toEqual(['insertOne', 'bulkWrite', 'findOneAndUpdate', 'findOneAndUpdate', 'bulkWrite']);
  });
});
