import { describe, expect, it } from '@jest/globals';
import { addMoney, money, newId, portionInBasisPoints, subtractMoney, zeroMoney } from '@souk/kernel';
import fc from 'fast-check';
import { balanced, credit, debit, type AccountName, type LedgerDraft } from './account.ts';
import { captureDraft, refundDraft, releaseDraft, settlementDraft } from './ledger.ts';
import type { SellerShare } from './seller-share.ts';
import { somePayment } from './payment.example.ts';

const brl = (amount: bigint | number) => money(BigInt(amount), 'BRL');
const occurredAt = new Date('2018-01-01T00:00:00Z');
const orderId = newId('order');

function balances(drafts: readonly (LedgerDraft | null)[]) {
  const sums = new Map<string, bigint>();
  for (const posting of drafts.flatMap((draft) => draft?.postings ?? [])) {
    for (const key of [
      posting.account,
      `${posting.account}/${posting.sellerId ?? posting.paymentId ?? ''}`,
    ]) {
      sums.set(key, (sums.get(key) ?? 0n) + posting.amount.amount);
    }
  }
  return {
    of: (account: AccountName, whose?: string) => sums.get(whose ? `${account}/${whose}` : account) ?? 0n,
  };
}

function sumsToZero(draft: LedgerDraft | null): boolean {
  return (draft?.postings ?? []).reduce((sum, posting) => sum + posting.amount.amount, 0n) === 0n;
}

function shareOf(sellerId: string, items: number, freight: number, basisPoints: number): SellerShare {
  return {
    sellerId,
    items: brl(items),
    freight: brl(freight),
    commission: portionInBasisPoints(brl(items), basisPoints),
  };
}

describe('a ledger transaction', () => {
  it('that does not sum to zero is refused', () => {
    const draft = { kind: 'fee', source: 'fee:x', orderId, currency: 'BRL', occurredAt } as const;
    expect(() =>
      balanced({ ...draft, postings: [debit('provider-fees', brl(3)), credit('provider-clearing', brl(2))] }),
    ).toThrow(expect.objectContaining({ code: 'ledger-unbalanced' }));
  });

  it('of nothing is none', () => {
    const share = shareOf(newId('seller'), 0, 0, 1000);
    expect(releaseDraft({ orderId, consignmentId: newId('consignment'), share, occurredAt })).toBeNull();
  });
});

describe('a capture', () => {
  it('debits provider-clearing, credits buyer-funds, and the fee is a cost', () => {
    const payment = somePayment({ amount: brl(1000) });
    const draft = captureDraft({ payment, captured: brl(1000), fee: brl(25), occurredAt });
    const after = balances([draft]);
    expect(after.of('provider-clearing', payment.paymentId)).toBe(975n);
    expect(after.of('buyer-funds')).toBe(-1000n);
    expect(after.of('provider-fees')).toBe(25n);
    expect(sumsToZero(draft)).toBe(true);
  });
});

describe('settlement', () => {
  it('divides the money among sellers, commission and rounding', () => {
    const [a, b] = [newId('seller'), newId('seller')];
    const draft = settlementDraft({
      orderId,
      captured: brl(15_998),
      difference: brl(-2),
      shares: [shareOf(a, 10_000, 1_000, 1_000), shareOf(b, 4_000, 1_000, 1_250)],
      occurredAt,
    });
    const after = balances([draft]);
    expect(after.of('buyer-funds')).toBe(15_998n);
    expect(after.of('seller-pending', a)).toBe(-10_000n);
    expect(after.of('seller-pending', b)).toBe(-4_500n);
    expect(after.of('commission')).toBe(-1_500n);
    expect(after.of('rounding')).toBe(2n);
    expect(sumsToZero(draft)).toBe(true);
  });

  it('is refused when the shares are not the captured money', () => {
    const shares = [shareOf(newId('seller'), 100, 0, 0)];
    expect(() =>
      settlementDraft({ orderId, captured: brl(99), difference: brl(0), shares, occurredAt }),
    ).toThrow(expect.objectContaining({ code: 'settlement-mismatch' }));
  });
});

describe('a refund', () => {
  it('before full payment comes out of buyer-funds', () => {
    const paymentId = newId('payment');
    const draft = refundDraft({
      orderId,
      refundId: newId('refund'),
      shares: [],
      rounding: brl(0),
      parts: [{ paymentId, amount: brl(700) }],
      occurredAt,
    });
    const after = balances([draft]);
    expect(after.of('buyer-funds')).toBe(700n);
    expect(after.of('provider-clearing', paymentId)).toBe(-700n);
  });

  it('is refused when shares and rounding are not the money', () => {
    const share = { ...shareOf(newId('seller'), 100, 0, 0), delivered: false };
    const parts = [{ paymentId: newId('payment'), amount: brl(99) }];
    expect(() =>
      refundDraft({
        orderId,
        refundId: newId('refund'),
        shares: [share],
        rounding: brl(0),
        parts,
        occurredAt,
      }),
    ).toThrow(expect.objectContaining({ code: 'refund-mismatch' }));
  });
});

const consignment = fc.record({
  items: fc.integer({ min: 1, max: 5_000_000 }),
  refunded: fc.integer({ min: 0, max: 100 }),
  freight: fc.integer({ min: 0, max: 100_000 }),
  basisPoints: fc.integer({ min: 0, max: 10_000 }),
  delivered: fc.boolean(),
});

describe('an order’s money over its life', () => {
  it('sums to zero after each step, and a full refund returns everything but the fee', () => {
    fc.assert(
      fc.property(
        fc.array(consignment, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: 0, max: 500 }),
        (consignments, difference, fee) => {
          const parts = consignments.map((each) => ({
            ...each,
            share: shareOf(newId('seller'), each.items, each.freight, each.basisPoints),
          }));
          const total = parts.reduce(
            (sum, { share }) => addMoney(sum, addMoney(share.items, share.freight)),
            brl(0),
          );
          const captured = addMoney(total, brl(difference));
          fc.pre(captured.amount > 0n);
          const payment = somePayment({ amount: captured });
          const { paymentId } = payment;
          const drafts: (LedgerDraft | null)[] = [
            captureDraft({ payment, captured, fee: brl(fee), occurredAt }),
            settlementDraft({
              orderId,
              captured,
              difference: brl(difference),
              shares: parts.map(({ share }) => share),
              occurredAt,
            }),
          ];
          for (const part of parts) drafts.push(...lifeOf(part, paymentId));
          drafts.push(
            refundDraft({
              orderId,
              refundId: newId('refund'),
              // The difference goes back with a share of nothing.
              shares: [{ ...shareOf(newId('seller'), 0, 0, 0), delivered: false }],
              rounding: brl(difference),
              parts: [{ paymentId, amount: brl(difference) }],
              occurredAt,
            }),
          );
          expect(drafts.every(sumsToZero)).toBe(true);
          const after = balances(drafts);
          expect(after.of('provider-clearing', paymentId)).toBe(BigInt(-fee));
          expect(after.of('provider-fees')).toBe(BigInt(fee));
          for (const account of [
            'buyer-funds',
            'commission',
            'rounding',
            'seller-pending',
            'seller-available',
          ] as const) {
            expect(after.of(account)).toBe(0n);
          }
        },
      ),
    );
  });
});

type Part = { share: SellerShare; refunded: number; basisPoints: number; delivered: boolean };

/** A partial refund, perhaps delivery of the rest, then a refund of the rest. */
function lifeOf({ share, refunded, basisPoints, delivered }: Part, paymentId: string) {
  const firstItems = brl((share.items.amount * BigInt(refunded)) / 100n);
  const rest = subtractMoney(share.items, firstItems);
  const restCommission = portionInBasisPoints(rest, basisPoints);
  const first = {
    ...share,
    items: firstItems,
    freight: zeroMoney('BRL'),
    commission: subtractMoney(share.commission, restCommission),
  };
  const remaining = { ...share, items: rest, commission: restCommission };
  const back = (part: SellerShare, isDelivered: boolean) =>
    refundDraft({
      orderId,
      refundId: newId('refund'),
      shares: [{ ...part, delivered: isDelivered }],
      rounding: brl(0),
      parts: [{ paymentId, amount: addMoney(part.items, part.freight) }],
      occurredAt,
    });
  return [
    back(first, false),
    delivered
      ? releaseDraft({ orderId, consignmentId: newId('consignment'), share: remaining, occurredAt })
      : null,
    back(remaining, delivered),
  ];
}
