import type { Collation } from '../engine.ts';
import { compareText } from './text-order.ts';

/** How two strings compare. */
export type StringOrder = (a: string, b: string) => number;

const orders = new WeakMap<Collation, StringOrder>();

/** The order of strings under a collation; the order of UTF-8 bytes without one. */
export function stringOrder(collation: Collation | undefined): StringOrder {
  if (collation === undefined) return compareText;
  let order = orders.get(collation);
  if (order === undefined) {
    const collator = new Intl.Collator(collation.locale.replaceAll('_', '-'), {
      sensitivity: sensitivityOf(collation),
      numeric: collation.numericOrdering,
    });
    order = (a, b) => Math.sign(collator.compare(a, b));
    orders.set(collation, order);
  }
  return order;
}

function sensitivityOf(collation: Collation): 'base' | 'accent' | 'case' | 'variant' {
  if (collation.strength === 1) return collation.caseLevel ? 'case' : 'base';
  if (collation.strength === 2) return collation.caseLevel ? 'variant' : 'accent';
  return 'variant';
}
