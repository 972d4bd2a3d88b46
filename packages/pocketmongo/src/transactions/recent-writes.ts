/** So many keys are kept before it is asked which of them can go. */
const KEPT = 20_000;

/**
 * The keys that were written lately, with the number of the last write to each: what open transactions, which don't see
 * those writes, must not write over.
 */
export class RecentWrites {
  readonly #numbers = new Map<string, number>();
  #full = KEPT;

  get size(): number {
    return this.#numbers.size;
  }

  note(keys: Iterable<string>, number: number): void {
    for (const key of keys) this.#numbers.set(key, number);
  }

  /** The number of the last write to a key; 0 when it was not written lately. */
  last(key: string): number {
    return this.#numbers.get(key) ?? 0;
  }

  /** No transaction is open: nobody asks for these writes. */
  clear(): void {
    this.#numbers.clear();
    this.#full = KEPT;
  }

  /** When they have become many, forgets those that all open transactions see: up to the number that `seenByAll` gives. */
  trim(seenByAll: () => number): void {
    if (this.#numbers.size < this.#full) return;
    const seen = seenByAll();
    for (const [key, number] of this.#numbers) if (number <= seen) this.#numbers.delete(key);
    // What is left is gone through again when it has doubled, so that a write pays for a few keys at most.
    this.#full = Math.max(KEPT, this.#numbers.size * 2);
  }
}
