import { adjustedStock, addedStaff, approvedSeller, cancelledPaidOrder, removedStaff } from './afterwards.ts';
import { cancelledSlip, cardOrder, declinedOrder, slipOrder, withdrawnVoucher } from './placing.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [
  cardOrder,
  slipOrder,
  declinedOrder,
  cancelledSlip,
  withdrawnVoucher,
  cancelledPaidOrder,
  adjustedStock,
  addedStaff,
  removedStaff,
  approvedSeller,
];

export type Strike = {
  readonly point: string;
  readonly scenario: Scenario;
  /** Whether the last crash has to be got over in a run of its own, since its recovery would pass this point. */
  readonly aloneAfterLast: boolean;
};

/** Orders the kill points so that two after each other are of different families, as far as that goes. */
export function scheduleOf(): Strike[] {
  const left = SCENARIOS.flatMap((scenario) => scenario.points.map((point) => ({ point, scenario })));
  const strikes: Strike[] = [];
  while (left.length > 0) {
    const last = strikes.at(-1)?.scenario.family;
    const counts = Map.groupBy(left, ({ scenario }) => scenario.family);
    const [largest] = [...counts]
      .filter(([family]) => family !== last)
      .toSorted(([, a], [, b]) => b.length - a.length);
    const next = largest?.[1][0] ?? left[0];
    if (next === undefined) break;
    left.splice(left.indexOf(next), 1);
    strikes.push({ ...next, aloneAfterLast: next.scenario.family === last });
  }
  return strikes;
}
