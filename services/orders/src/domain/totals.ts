import { addMoney, multiplyMoney, sumMoney, type Money } from '@souk/kernel';

export type Totals = { readonly items: Money; readonly freight: Money; readonly total: Money };

type Costed = {
  readonly freight: Money;
  readonly lines: readonly { readonly unitPrice: Money; readonly quantity: number }[];
};

/** What the consignments cost together: items (unit price × quantity), freight, and their sum. */
export function totalsOf(consignments: readonly Costed[], currency: string): Totals {
  const items = sumMoney(
    consignments.flatMap((each) => each.lines.map((line) => multiplyMoney(line.unitPrice, line.quantity))),
    currency,
  );
  const freight = sumMoney(
    consignments.map((each) => each.freight),
    currency,
  );
  return { items, freight, total: addMoney(items, freight) };
}

/** Whether payments of this sum (minor units) settle a total, within `tolerance` minor units either way. */
export function settles(sum: bigint, total: Money, tolerance: bigint): boolean {
  const difference = sum - total.amount;
  return (difference < 0n ? -difference : difference) <= tolerance;
}
