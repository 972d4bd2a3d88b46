type Change = Uint8Array | null;

/** How many new keys are looked through one by one before all are sorted anew. */
const LOOSE_KEYS = 64;

/** Changes that have been made and that are not in the store yet: the new value of a key, or null for a removal. */
export class WriteSet {
  readonly changes = new Map<string, Change>();
  /** The changed keys in order, but for those that have come since. */
  #sorted: string[] = [];
  #loose: string[] = [];
  #undo: { key: string; before: Change | undefined }[] | undefined;

  get size(): number {
    return this.changes.size;
  }

  set(key: string, value: Change): void {
    const before = this.changes.get(key);
    if (before === undefined) this.#loose.push(key);
    this.#undo?.push({ key, before });
    this.changes.set(key, value);
  }

  get(key: string): Change | undefined {
    return this.changes.get(key);
  }

  /** The changed keys with from ≤ key < to, ascending. */
  keysBetween(from: string, to: string): string[] {
    if (this.#loose.length > LOOSE_KEYS + this.#sorted.length / 8) this.#sort();
    const inOrder = this.#sorted.slice(lowerBound(this.#sorted, from), lowerBound(this.#sorted, to));
    const loose = this.#loose.filter((key) => key >= from && key < to);
    return loose.length === 0 ? inOrder : [...inOrder, ...loose].sort(ascending);
  }

  #sort(): void {
    this.#sorted = Array.from(this.changes.keys()).sort(ascending);
    this.#loose = [];
  }

  /** A place to roll back to; changes are logged from here on. */
  mark(): number {
    this.#undo ??= [];
    return this.#undo.length;
  }

  rollBack(mark: number): void {
    const log = this.#undo ?? [];
    if (log.length <= mark) return;
    while (log.length > mark) {
      const step = log.pop();
      if (step === undefined) break;
      if (step.before === undefined) this.changes.delete(step.key);
      else this.changes.set(step.key, step.before);
    }
    this.#sort();
  }

  /** Whether something has been changed since that mark, and not rolled back. */
  changedSince(mark: number): boolean {
    return (this.#undo?.length ?? 0) > mark;
  }
}

const ascending = (a: string, b: string): number => (a < b ? -1 : 1);

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
