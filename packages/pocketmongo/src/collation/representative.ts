import type { Collation } from './collation.ts';
import { equalityKey } from './equality-key.ts';
import { stringOrder, type StringOrder } from './order.ts';

/** The strings that one operation has met, one for each class of equal ones. */
class Representatives {
  readonly #order: StringOrder;
  /** By text, and by the equality key of regular strings. */
  readonly #known = new Map<string, string>();
  /** In the collation's order; regular strings wait outside until an irregular one comes. */
  #sorted: string[] | undefined;

  constructor(collation: Collation) {
    this.#order = stringOrder(collation);
  }

  of(text: string, regular: boolean): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (regular && this.#sorted === undefined) {
      this.#known.set(text, text);
      return text;
    }
    const found = this.#find(text);
    this.#known.set(text, found);
    return found;
  }

  #find(text: string): string {
    this.#sorted ??= Array.from(this.#known.keys()).sort(this.#order);
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#sorted[middle] ?? '';
      const order = this.#order(other, text);
      if (order === 0) return other;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    this.#sorted.splice(low, 0, text);
    return text;
  }
}

const tables = new WeakMap<Collation, Representatives>();

/**
 * A text that is the same exactly for strings that a collation calls equal. It holds for as long as the collation's
 * object does, which is one operation: what stands for a class is the string that came first.
 */
export function representative(text: string, collation: Collation): string {
  let table = tables.get(collation);
  if (table === undefined) {
    table = new Representatives(collation);
    tables.set(collation, table);
  }
  const { text: key, regular } = equalityKey(collation)(text);
  return table.of(key, regular);
}
