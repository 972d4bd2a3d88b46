import { compareText } from '../bson/text-order.ts';
import type { Collation } from './collation.ts';

/** How two strings compare. */
export type StringOrder = (a: string, b: string) => number;

type Sensitivity = 'base' | 'accent' | 'case' | 'variant';

/** Making a collator takes half a millisecond, so they are kept; clients can only name so many. */
const MOST_KEPT = 500;
const kept = new Map<string, StringOrder>();

/** The order of strings under a collation; the order of UTF-8 bytes without one. */
export function stringOrder(collation: Collation | undefined): StringOrder {
  if (collation === undefined) return compareText;
  const name = collationName(collation);
  const known = kept.get(name);
  if (known !== undefined) return known;
  const order = inTurn(sensitivities(collation).map((sensitivity) => collator(collation, sensitivity)));
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(name, order);
  return order;
}

/** The orders of the levels that a collation compares by, one after the other; the first is that of base letters. */
export function levelOrders(collation: Collation): StringOrder[] {
  const own = sensitivities(collation);
  const levels: Sensitivity[] = own.at(-1) === 'variant' && own.length === 1 ? ['accent', 'variant'] : own;
  return [...new Set<Sensitivity>(['base', ...levels])].map((one) => collator(collation, one));
}

/** A text that names all that a collation compares by. */
export function collationName(collation: Collation): string {
  const { tag, strength, caseLevel, caseFirst, numericOrdering, ignorePunctuation } = collation;
  return [tag, strength, caseLevel, caseFirst, numericOrdering, ignorePunctuation].join();
}

function collator(collation: Collation, sensitivity: Sensitivity): StringOrder {
  const { compare } = new Intl.Collator(collation.tag, {
    sensitivity,
    numeric: collation.numericOrdering,
    ...(collation.caseFirst === 'off' ? {} : { caseFirst: collation.caseFirst }),
    ...(collation.ignorePunctuation ? { ignorePunctuation: true } : {}),
  });
  return compare;
}

/** What Intl calls sensitivity has no level between accents and variants; asking in turn gives it. */
function sensitivities({ strength, caseLevel }: Collation): Sensitivity[] {
  if (strength === 1) return [caseLevel ? 'case' : 'base'];
  if (strength === 2) return caseLevel ? ['accent', 'case'] : ['accent'];
  return caseLevel ? ['accent', 'case', 'variant'] : ['variant'];
}

function inTurn(orders: readonly StringOrder[]): StringOrder {
  return (a, b) => {
    if (a === b) return 0;
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return Math.sign(result);
    }
    return 0;
  };
}
