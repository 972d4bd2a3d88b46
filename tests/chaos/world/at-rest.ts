import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../harness/http.ts';
import { codeOf } from './api.ts';
import type { Guest } from './guest.ts';
import type { WireCheckout } from './wire.ts';
import type { World } from './world.ts';

const LOOK_AGAIN_MS = 50;

/** Sends again while the first request under its key is still running, as clients are told to. */
export async function untilSettledKey(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (codeOf(answer) !== 'idempotency-running') return answer;
    await delay(LOOK_AGAIN_MS);
  }
}

/** Follows a checkout to its end; meanwhile buyer and bank do their part: confirm, decide, pay the slip. */
export async function untilAtRest(
  world: Pick<World, 'guest' | 'provider'>,
  guest: Guest,
  checkout: WireCheckout,
): Promise<WireCheckout> {
  const { id } = checkout;
  for (let now = checkout; ;) {
    if (now.state === 'completed' || now.state === 'failed') return now;
    await actOutside(world, now);
    await delay(LOOK_AGAIN_MS);
    now = await world.guest.ask('GET', `/checkouts/${id}`, undefined, guest.headers);
  }
}

/** What the buyer and the banks do about the payments of a checkout that waits. */
export async function actOutside(
  { provider }: { readonly provider: Pick<World['provider'], 'api'> },
  checkout: Pick<WireCheckout, 'state' | 'payments'>,
): Promise<void> {
  if (checkout.state !== 'requires-action' && checkout.state !== 'awaiting-payment') return;
  for (const { id, method } of checkout.payments) {
    const booked = await provider.api.find({ reference: id });
    if (booked === null) continue;
    if (method === 'slip' && booked.state === 'pending')
      await provider.api.paySlip({ slip: id, at: new Date().toISOString() });
    if (booked.state === 'under-review' || booked.state === 'requires-action')
      await provider.api.decide({ reference: id, decision: 'approve' });
  }
}
