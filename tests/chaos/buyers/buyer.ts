import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Headers } from '../../harness/http.ts';
import type { SandboxApi } from '../../../packages/sandbox/src/index.ts';
import { codeOf } from '../world/api.ts';
import { actOutside } from '../world/at-rest.ts';
import { ADDRESS, checkoutBody } from '../world/guest.ts';
import type { Offer } from '../world/shop.ts';
import type { WireCart, WireCheckout, WireOrder, WireQuote } from '../world/wire.ts';
import type { Journal } from './journal.ts';
import type { Patient } from './patient.ts';
import type { Purchase } from './purchase.ts';

export type BuyerDeps = {
  readonly send: Patient;
  readonly provider: SandboxApi;
  readonly journal: Journal;
  readonly offers: readonly Offer[];
  /** The headers of the operator of the Souk that runs now. */
  readonly operator: () => Headers;
  /** Goes into keys, so that two runs on the same data do not meet. */
  readonly run: string;
};

const LOOK_AGAIN_MS = 200;

type Guest = { readonly buyer: number; readonly cartId: string; readonly headers: Headers };

/** An answer that ends this purchase, whether it is one that was to be reckoned with or not. */
class Refused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`${answer.status} ${JSON.stringify(answer.body)}`);
    this.answer = answer;
  }
}

/** Buys, from the empty cart to whatever happens to the order in the end. Everything acknowledged is in the journal. */
export async function buy(deps: BuyerDeps, buyer: number, purchase: Purchase): Promise<void> {
  const guest = await openCart(deps, buyer);
  try {
    const total = await fillCart(deps, guest, purchase);
    const checkout = await checkOut(deps, guest, { purchase, total });
    if (checkout.state === 'completed') await afterwards(deps, guest, checkout, purchase);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await deps.journal.write({ buyer, what: 'refused', cartId: guest.cartId, code: codeOf(error.answer) });
  }
}

async function openCart({ send, journal, run }: BuyerDeps, buyer: number): Promise<Guest> {
  const key = { 'idempotency-key': `${run}-${buyer}-cart` };
  const cart = accepted(await send('POST', '/carts', undefined, key)) as WireCart & { token: string };
  await journal.write({ buyer, what: 'cart', cartId: cart.id, token: cart.token });
  return { buyer, cartId: cart.id, headers: { 'cart-token': cart.token } };
}

async function fillCart({ send, journal, offers, run }: BuyerDeps, guest: Guest, purchase: Purchase) {
  const { buyer, cartId, headers } = guest;
  for (const { offer, quantity } of purchase.lines) {
    const offerId = offers[offer]?.offerId ?? '';
    const key = { 'idempotency-key': `${run}-${buyer}-line-${offer}` };
    accepted(await send('POST', `/carts/${cartId}/lines`, { offerId, quantity }, { ...headers, ...key }));
    await journal.write({ buyer, what: 'line', cartId, offerId, quantity });
  }
  const delivery = { address: ADDRESS, email: 'ana@example.com' };
  accepted(await send('PUT', `/carts/${cartId}/delivery`, delivery, headers));
  const quote = accepted(await send('GET', `/carts/${cartId}/quote`, undefined, headers));
  return (quote as WireQuote).total.amount;
}

async function checkOut(
  deps: BuyerDeps,
  { buyer, cartId, headers }: Guest,
  { purchase, total }: { readonly purchase: Purchase; readonly total: number },
): Promise<WireCheckout> {
  const { send, journal, provider, run } = deps;
  const key = purchase.keyed ? { 'idempotency-key': `${run}-${buyer}-checkout` } : {};
  const body = checkoutBody(cartId, total, purchase.parts);
  let now = accepted(await send('POST', '/checkouts', body, { ...headers, ...key })) as WireCheckout;
  await journal.write({ buyer, what: 'checkout', cartId, checkoutId: now.id, orderId: now.orderId });
  while (now.state !== 'completed' && now.state !== 'failed') {
    await trying(() => actOutside({ provider: { api: provider } }, now));
    await delay(LOOK_AGAIN_MS);
    now = accepted(await send('GET', `/checkouts/${now.id}`, undefined, headers)) as WireCheckout;
  }
  if (now.state === 'completed')
    await journal.write({ buyer, what: 'completed', cartId, orderId: now.orderId ?? '', total });
  return now;
}

async function afterwards(
  deps: BuyerDeps,
  guest: Guest,
  { orderId }: WireCheckout,
  { then }: Purchase,
): Promise<void> {
  if (then === 'nothing' || orderId === null) return;
  if (then === 'cancel') return cancel(deps, guest, orderId);
  const order = accepted(await deps.send('GET', `/orders/${orderId}`, undefined, guest.headers)) as WireOrder;
  if (then === 'refund-and-deliver') await refund(deps, guest, order);
  for (const consignment of order.consignments) await deliver(deps, guest, { orderId, consignment });
}

async function cancel({ send, journal, run }: BuyerDeps, { buyer, headers }: Guest, orderId: string) {
  const key = { 'idempotency-key': `${run}-${buyer}-cancel` };
  const body = { reason: 'changed my mind' };
  accepted(await send('POST', `/orders/${orderId}/cancellations`, body, { ...headers, ...key }));
  await journal.write({ buyer, what: 'cancelled', orderId });
}

async function refund({ send, journal, operator, run }: BuyerDeps, { buyer }: Guest, order: WireOrder) {
  const [consignment] = order.consignments;
  const [line] = consignment?.lines ?? [];
  const body = {
    consignmentId: consignment?.id,
    lines: [{ orderLineId: line?.id, amount: { amount: 333, currency: order.total.currency } }],
    reason: 'scratched',
  };
  const made = accepted(
    await send('POST', '/refunds', body, () => ({
      ...operator(),
      'idempotency-key': `${run}-${buyer}-refund`,
    })),
  ) as { readonly id: string };
  await journal.write({ buyer, what: 'refund', orderId: order.id, refundId: made.id });
}

async function deliver(
  { send, journal, operator, run }: BuyerDeps,
  { buyer }: Guest,
  { orderId, consignment }: { readonly orderId: string; readonly consignment: { readonly id: string } },
): Promise<void> {
  const consignmentId = consignment.id;
  for (const event of ['handed-over', 'delivered']) {
    const body = { consignmentId, event, occurredAt: new Date().toISOString() };
    const key = `${run}-${buyer}-${event}-${consignmentId}`;
    accepted(await send('POST', '/carrier-events', body, () => ({ ...operator(), 'idempotency-key': key })));
  }
  await journal.write({ buyer, what: 'delivered', orderId, consignmentId });
}

function accepted(answer: Answer): unknown {
  if (answer.status < 200 || answer.status > 299) throw new Refused(answer);
  return answer.body;
}

/** The provider may be down at the moment; the next look tries again. */
async function trying(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!Error.isError(error)) throw error;
  }
}
