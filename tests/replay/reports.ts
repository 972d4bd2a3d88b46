import type { Placed, Stage } from './stage.ts';
import type { OlistOrder } from './olist.ts';

type Reporting = Pick<Stage, 'people' | 'shop'>;

/** Each seller's steps before the parcel leaves; where it goes further, some sellers skip one or swap the two. */
const HABITS = [['processing', 'invoiced'], ['invoiced', 'processing'], ['invoiced'], []] as const;

/** The sellers get the goods ready and write their invoices. */
export async function prepare(
  { people, shop }: Reporting,
  order: OlistOrder,
  placed: Placed,
  occurredAt: Date,
): Promise<void> {
  await eachSeller(order, { people, shop }, placed, async (seller, consignmentId) => {
    for (const to of stepsOf(order))
      await seller.send('POST', `/api/v1/consignments/${consignmentId}/transitions`, {
        to,
        occurredAt: occurredAt.toISOString(),
      });
  });
}

function stepsOf(order: OlistOrder): readonly string[] {
  if (order.status === 'processing') return ['processing'];
  if (order.status === 'invoiced') return ['processing', 'invoiced'];
  return HABITS[Number.parseInt(order.id.slice(-1), 16) % HABITS.length] ?? [];
}

/** The sellers say that they have shipped, and the carrier that it has the parcel. */
export async function handOver(
  { people, shop }: Reporting,
  order: OlistOrder,
  placed: Placed,
  occurredAt: Date,
): Promise<void> {
  const calledOff = order.status === 'canceled' || order.status === 'unavailable';
  if (!calledOff) {
    await eachSeller(order, { people, shop }, placed, async (seller, consignmentId) => {
      await seller.send('POST', `/api/v1/consignments/${consignmentId}/transitions`, {
        to: 'shipped',
        occurredAt: occurredAt.toISOString(),
      });
    });
  }
  await carrierReports({ people }, placed, 'handed-over', occurredAt);
}

export async function deliver(
  { people }: Pick<Stage, 'people'>,
  placed: Placed,
  occurredAt: Date,
): Promise<void> {
  await carrierReports({ people }, placed, 'delivered', occurredAt);
}

/** The buyer changes their mind; what is unavailable the sellers call off, once it has been paid. */
export async function callOff(
  { people, shop }: Reporting,
  order: OlistOrder,
  placed: Placed,
  occurredAt: Date,
): Promise<void> {
  const { customer } = await people.buyerOf(order);
  if (order.status === 'unavailable' && order.approvedAt !== null) {
    await eachSeller(order, { people, shop }, placed, async (seller, consignmentId) => {
      await seller.send('POST', `/api/v1/consignments/${consignmentId}/transitions`, {
        to: 'cancelled',
        occurredAt: occurredAt.toISOString(),
      });
    });
    return;
  }
  await customer.send('POST', `/api/v1/orders/${placed.orderId}/cancellations`, {
    reason: 'changed my mind',
  });
}

async function eachSeller(
  order: OlistOrder,
  { people, shop }: Reporting,
  placed: Placed,
  work: (seller: Awaited<ReturnType<Stage['people']['seller']>>, consignmentId: string) => Promise<void>,
): Promise<void> {
  for (const sellerId of new Set(order.items.map((item) => item.sellerId))) {
    const consignment = placed.consignments.find((each) => each.sellerId === shop.sellers.get(sellerId));
    if (consignment === undefined) throw new Error(`seller ${sellerId} has no consignment`);
    await work(await people.seller(sellerId), consignment.id);
  }
}

async function carrierReports(
  { people }: Pick<Stage, 'people'>,
  placed: Placed,
  event: 'handed-over' | 'delivered',
  occurredAt: Date,
): Promise<void> {
  for (const { id } of placed.consignments)
    await people.carrier.send('POST', '/api/v1/carrier-events', {
      consignmentId: id,
      event,
      occurredAt: occurredAt.toISOString(),
    });
}
