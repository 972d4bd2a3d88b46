import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import { ctx, minutesAfterStart, startHarness, type Harness } from '../../../test/harness.ts';
import { reserveStock } from './reserve-stock.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const reserve = (lines: { offerId: Id; quantity: number }[], reservationId = newId('reservation')) =>
  reserveStock(harness.inventory, ctx, { reservationId, lines, expiresAt: minutesAfterStart(15) });

describe('reserving stock', () => {
  it('holds the pieces of all lines', async () => {
    const [a, b] = [await harness.offerWith(5), await harness.offerWith(2)];
    const id = newId('reservation');
    const reservation = await reserve(
      [
        { offerId: a, quantity: 3 },
        { offerId: b, quantity: 1 },
      ],
      id,
    );
    expect(reservation.state).toBe('held');
    expect(await harness.level(a)).toEqual({ available: 2, reserved: 3, sold: 0, holds: 1 });
    expect(await harness.level(b)).toEqual({ available: 1, reserved: 1, sold: 0, holds: 1 });
    expect(await harness.reservation(id)).toMatchObject({
      state: 'held',
      expiresAt: minutesAfterStart(15),
      dueAt: null,
    });
    expect(await harness.events()).toEqual([]);
  });

  it('holds nothing when one line is short, and names what is short', async () => {
    const offers = [await harness.offerWith(5), await harness.offerWith(1), await harness.offerWith(0)];
    const reservation = await reserve(offers.map((offerId) => ({ offerId, quantity: 2 })));
    const shortages = offers
      .map((offerId, index) => ({ offerId, requested: 2, available: [5, 1, 0][index] }))
      .filter(({ available }) => (available ?? 0) < 2);
    expect(reservation.state).toBe('out-of-stock');
    expect(reservation.shortages).toEqual(shortages.toSorted((a, b) => (a.offerId < b.offerId ? -1 : 1)));
    for (const [index, offerId] of offers.entries()) {
      expect(await harness.level(offerId)).toMatchObject({
        available: [5, 1, 0][index],
        reserved: 0,
        holds: 0,
      });
    }
  });

  it('answers the same again and takes nothing twice', async () => {
    const offerId = await harness.offerWith(3);
    const id = newId('reservation');
    await reserve([{ offerId, quantity: 2 }], id);
    const again = await reserve([{ offerId, quantity: 2 }], id);
    expect(again.state).toBe('held');
    expect(await harness.level(offerId)).toMatchObject({ available: 1, reserved: 2, holds: 1 });
    const short = newId('reservation');
    const refused = await reserve([{ offerId, quantity: 2 }], short);
    expect(await reserve([{ offerId, quantity: 2 }], short)).toMatchObject({
      state: 'out-of-stock',
      shortages: refused.shortages,
    });
  });

  it('refuses other lines under the same id', async () => {
    const offerId = await harness.offerWith(3);
    const id = newId('reservation');
    await reserve([{ offerId, quantity: 1 }], id);
    await expect(reserve([{ offerId, quantity: 2 }], id)).rejects.toMatchObject({
      code: 'reservation-differs',
    });
    expect(await harness.level(offerId)).toMatchObject({ available: 2, reserved: 1 });
  });

  it('counts an offer without a stock record as having none', async () => {
    const offerId = newId('offer');
    const reservation = await reserve([{ offerId, quantity: 1 }]);
    expect(reservation.shortages).toEqual([{ offerId, requested: 1, available: 0 }]);
  });

  it('tells that an offer has sold out, in the write that takes the last piece', async () => {
    const offerId = await harness.offerWith(2);
    await reserve([{ offerId, quantity: 2 }]);
    const events = (await harness.events()).filter((event) => event.subject === offerId);
    expect(events).toEqual([expect.objectContaining({ type: 'OfferSoldOut', data: { offerId } })]);
  });

  it('gives 50 pieces to exactly 50 of 200 who come at once', async () => {
    const offerId = await harness.offerWith(50);
    const reservations = await Promise.all(
      Array.from({ length: 200 }, () => reserve([{ offerId, quantity: 1 }])),
    );
    expect(reservations.filter((each) => each.state === 'held')).toHaveLength(50);
    expect(reservations.filter((each) => each.state === 'out-of-stock')).toHaveLength(150);
    expect(await harness.level(offerId)).toEqual({ available: 0, reserved: 50, sold: 0, holds: 50 });
  });

  it('lets one of two have the last pieces of two offers, never neither', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = [await harness.offerWith(1), await harness.offerWith(1)];
      const lines = [
        { offerId: a, quantity: 1 },
        { offerId: b, quantity: 1 },
      ];
      const both = await Promise.all([reserve(lines), reserve(lines.toReversed())]);
      expect(both.map((each) => each.state).toSorted()).toEqual(['held', 'out-of-stock']);
    }
  });

  it('is taken once by twenty callers of the same reservation', async () => {
    const offerId = await harness.offerWith(9);
    const id = newId('reservation');
    const all = await Promise.all(Array.from({ length: 20 }, () => reserve([{ offerId, quantity: 2 }], id)));
    expect(all.every((each) => each.state === 'held')).toBe(true);
    expect(await harness.level(offerId)).toEqual({ available: 7, reserved: 2, sold: 0, holds: 1 });
  });
});
