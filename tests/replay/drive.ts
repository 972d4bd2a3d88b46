import { setTimeout as delay } from 'node:timers/promises';
import { atMost } from './at-most.ts';
import type { Caller } from './caller.ts';
import { methodOf } from './expected.ts';
import { timelineOf, type Moment } from './moments.ts';
import type { Olist, OlistOrder, OlistPayment } from './olist.ts';
import { costOf, isPaid, lines, pairOf, settlementOf } from './order-facts.ts';
import { createPriceTags, type PriceTags } from './price-tags.ts';
import { callOff, handOver, deliver, prepare } from './reports.ts';
import type { Placed, Stage } from './stage.ts';

/** How many reports of sellers and carriers are on their way at once; business time goes on meanwhile. */
const REPORTS_AT_ONCE = 16;
/** The pauses between two looks grow from the first to the last. */
const FIRST_PAUSE_MS = 4;
const LAST_PAUSE_MS = 50;
const PATIENCE_MS = 30_000;
const CURRENCY = 'BRL';

type WireOrder = Pick<Placed, 'consignments'> & { readonly status: string; readonly paidAt: string | null };

type Run = Stage & {
  readonly tags: PriceTags;
  readonly placed: Map<string, Placed>;
  /** The last thing that was begun for an order: the next one waits for it. */
  readonly latest: Map<string, Promise<void>>;
};

/**
 * Lets everything happen at its moment. Business time stands still while something happens whose time Souk notes
 * itself (purchases and payments); what others report with its own time overtakes nothing of its own order.
 */
export async function drive(stage: Stage, olist: Olist): Promise<void> {
  const tags = createPriceTags(stage.admin, stage.people, stage.shop);
  const run: Run = { ...stage, tags, placed: new Map(), latest: new Map() };
  const limited = atMost(REPORTS_AT_ONCE);
  const moments = timelineOf(olist.orders);
  for (const [index, moment] of moments.entries()) {
    await setBusinessTime(run.admin, moment.at);
    const before = run.latest.get(moment.order.id);
    const happens = after(before, () => limited(() => happen(run, moment)));
    void Promise.allSettled([happens]);
    run.latest.set(moment.order.id, happens);
    if (holdsTheClock(moment)) await happens;
    run.say({ at: moment.at, done: index + 1, of: moments.length });
  }
  await Promise.all(run.latest.values());
}

async function after(before: Promise<void> | undefined, work: () => Promise<void>): Promise<void> {
  await before;
  await work();
}

function holdsTheClock({ kind }: Moment): boolean {
  return kind === 'purchase' || kind === 'approve' || kind === 'call-off';
}

async function setBusinessTime(admin: Caller, at: Date): Promise<void> {
  await admin.send('PUT', '/sandbox/v1/business-time', { stoppedAt: at.toISOString() });
}

async function happen(run: Run, moment: Moment): Promise<void> {
  try {
    await act(run, moment);
  } catch (cause) {
    const { kind, order, at } = moment;
    throw new Error(`${kind} of order ${order.id} at ${at.toISOString()} failed`, { cause });
  }
}

async function act(run: Run, { kind, order, occurredAt }: Moment): Promise<void> {
  switch (kind) {
    case 'purchase':
      return purchase(run, order);
    case 'approve':
      return approve(run, order);
    case 'prepare':
      return prepare(run, order, placedOf(run, order), occurredAt);
    case 'hand-over':
      return handOver(run, order, placedOf(run, order), occurredAt);
    case 'deliver':
      return deliver(run, placedOf(run, order), occurredAt);
    case 'call-off':
      return callOff(run, order, placedOf(run, order), occurredAt);
  }
}

function placedOf(run: Run, order: OlistOrder): Placed {
  const placed = run.placed.get(order.id);
  if (placed === undefined) throw new Error(`order ${order.id} has not been placed`);
  return placed;
}

async function purchase(run: Run, order: OlistOrder): Promise<void> {
  const { customer, cartId } = await run.people.buyerOf(order);
  await run.tags.put(
    lines(order).map((line) => ({
      pair: pairOf(line),
      sellerId: line.sellerId,
      price: line.price,
      freight: line.freight / line.quantity,
    })),
  );
  const settlement = settlementOf(order);
  const checkout = (await customer.send(
    'POST',
    '/api/v1/checkouts',
    {
      cartId,
      expectedTotal: { amount: costOf(order).total, currency: CURRENCY },
      payments: order.payments.map((payment) => paymentOf(payment, tokenFor(order, payment))),
    },
    { 'idempotency-key': order.id },
  )) as { orderId: string | null; state: string; payments: Placed['payments'] };
  if (checkout.orderId === null) throw new Error(`the checkout is ${checkout.state}`);
  const { orderId } = checkout;
  const { consignments } =
    settlement === 'at-once'
      ? await untilPaid(customer, orderId)
      : ((await customer.send('GET', `/api/v1/orders/${orderId}`)) as WireOrder);
  const { payments } = checkout;
  run.placed.set(order.id, { orderId, consignments, payments });
}

/** The provider looks longer at one payment of an order whose money comes later: a card, where there is one. */
function tokenFor(order: OlistOrder, payment: OlistPayment): string {
  if (settlementOf(order) !== 'review') return 'tok_ok';
  const looked = order.payments.find((each) => each.type !== 'voucher') ?? order.payments[0];
  return payment === looked ? 'tok_review' : 'tok_ok';
}

function paymentOf({ type, amount, instalments }: OlistPayment, token: string) {
  const method = methodOf(type);
  const price = { amount, currency: CURRENCY };
  switch (method) {
    case 'slip':
      return { method, amount: price };
    case 'card':
      return { method, amount: price, token, instalments };
    default:
      return { method, amount: price, token };
  }
}

/** The bank takes the money for a slip, or the provider ends its review; Souk hears of it by a webhook. */
async function approve(run: Run, order: OlistOrder): Promise<void> {
  if (!isPaid(order)) return;
  const { orderId, payments } = placedOf(run, order);
  for (const { id, method, state } of payments) {
    if (method === 'slip') await run.admin.send('POST', '/sandbox/v1/slip-payments', { slip: id });
    if (state === 'under-review')
      await run.admin.send('POST', `/sandbox/v1/payments/${id}/decisions`, { decision: 'approve' });
  }
  const { customer } = await run.people.buyerOf(order);
  await untilPaid(customer, orderId);
}

/** The customer looks at the order until it is paid. */
async function untilPaid(customer: Caller, orderId: string): Promise<WireOrder> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LAST_PAUSE_MS)) {
    const order = (await customer.send('GET', `/api/v1/orders/${orderId}`)) as WireOrder;
    if (order.paidAt !== null) return order;
    if (Date.now() > giveUpAt) throw new Error(`it is still ${order.status} after ${PATIENCE_MS / 1_000} s`);
    await delay(pause);
  }
}
