import { randomFrom } from '../random.ts';
import type { PaymentPart } from '../world/guest.ts';

/** What one buyer is going to do, given by the run's seed and the buyer's number alone. */
export type Purchase = {
  /** Places in the list of offers, and how many pieces. */
  readonly lines: readonly { readonly offer: number; readonly quantity: number }[];
  readonly parts: readonly PaymentPart[];
  /** Whether the checkout is sent under a key; without one it is repeated as it is. */
  readonly keyed: boolean;
  /** What happens to the order once it is paid. */
  readonly then: 'nothing' | 'deliver' | 'cancel' | 'refund-and-deliver';
};

const card = (token: string): readonly PaymentPart[] => [{ method: 'card', token }];
const withVoucher = (voucher: string, token: string): readonly PaymentPart[] => [
  { method: 'voucher', token: voucher, amount: 101 },
  { method: 'card', token },
];

const PAYMENTS: readonly (readonly [number, readonly PaymentPart[]])[] = [
  [36, card('tok_ok')],
  [8, [{ method: 'debit', token: 'tok_ok' }]],
  [10, withVoucher('tok_ok', 'tok_ok')],
  [4, card('tok_lost-capture')],
  [3, card('tok_lost-authorise+lost-capture+webhooks-late')],
  [3, card('tok_timeout-capture+webhooks-double')],
  [2, card('tok_timeout-authorise')],
  [5, card('tok_decline')],
  [4, withVoucher('tok_lost-void', 'tok_decline-expired-card')],
  [6, card('tok_3ds')],
  [3, card('tok_review+webhooks-double')],
  [3, card('tok_review+webhooks-reordered')],
  [2, card('tok_review+webhooks-none')],
  [6, [{ method: 'slip', token: '' }]],
  [5, card('tok_ok+lost-refund')],
];

/** The buyer with this number. Popular offers are bought far more often than others, so that some run out. */
export function purchaseOf(seed: number, number: number, offers: number): Purchase {
  const random = randomFrom(seed, number);
  const chosen = new Set<number>();
  const wanted = 1 + random.below(3);
  while (chosen.size < wanted) chosen.add(Math.floor(offers * random.next() ** 2));
  return {
    lines: [...chosen].map((offer) => ({ offer, quantity: 1 + random.below(2) })),
    parts: random.pick(PAYMENTS),
    keyed: random.next() < 0.6,
    then: random.pick([
      [65, 'nothing'],
      [15, 'deliver'],
      [13, 'cancel'],
      [7, 'refund-and-deliver'],
    ]),
  };
}
