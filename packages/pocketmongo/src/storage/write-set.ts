type Change = Uint8Array | null;

/** Changes that a write has made and that are not in the store yet: the new value of a key, or null for a removal. */
export class WriteSet {
  readonly changes = new Map<string, Change>();
  #sorted: string[] | undefined;
  #undo: { key: string; before: Change | undefined }[] | undefined;

  get size(): number {
    return this.changes.size;
  }

  set(key: string, value: Change): void {
    const before = this.changes.get(key);
    if (before === undefined) this.#sorted = undefined;
    this.#undo?.push({ key, before });
    this.changes.set(key, value);
  }

  get(key: string): Change | undefined {
    return this.changes.get(key);
  }

  /** The changed keys with from ≤ key < to, ascending. */
  keysBetween(from: string, to: string): string[] {
    this.#sorted ??= Array.from(this.changes.keys()).sort((a, b) => (a < b ? -1 : 1));
    return this.#sorted.slice(lowerBound(this.#sorted, from), lowerBound(this.#sorted, to));
  }

  /** A place to roll back to; changes are logged from here on. */
  mark(): number {
    this.#undo ??= [];
    return this.#undo.length;
  }

  rollBack(mark: number): void {
    const log = this.#undo ?? [];
    while (log.length > mark) {
      const step = log.pop();
      if (step === undefined) break;
      if (step.before === undefined) this.changes.delete(step.key);
      else this.changes.set(step.key, step.before);
    }
    this.#sorted = undefined;
  }
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
