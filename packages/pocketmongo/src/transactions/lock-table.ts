import { Blocked } from './signals.ts';

type Waiter = () => void;

/**
 * Keys locked by open transactions, until they end. Who meets a lock waits in the order of arrival; waiting plain
 * writes are served before a transaction that comes later, so that a hot key makes progress for both.
 */
export class LockTable {
  readonly #owners = new Map<string, object>();
  readonly #waiters = new Map<string, Waiter[]>();
  /** Keys that woken plain writes are about to take. */
  readonly #reserved = new Set<string>();

  /** Takes a key for a transaction; throws {@link Blocked} when another has it. True when it is newly taken. */
  acquire(key: string, owner: object): boolean {
    const present = this.#owners.get(key);
    if (present === owner) return false;
    if (present !== undefined || this.#reserved.has(key)) throw new Blocked(key);
    this.#owners.set(key, owner);
    return true;
  }

  /** Throws {@link Blocked} when a transaction has the key. */
  check(key: string): void {
    if (this.#owners.size > 0 && this.#owners.has(key)) throw new Blocked(key);
  }

  release(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#owners.delete(key);
      this.wake(key);
    }
  }

  wake(key: string): void {
    const waiting = this.#waiters.get(key);
    if (waiting === undefined) return;
    this.#waiters.delete(key);
    for (const waiter of waiting) waiter();
  }

  /** Calls `waiter` once, when the key is released. Returns the function that gives up. */
  wait(key: string, waiter: Waiter): () => void {
    const waiting = this.#waiters.get(key);
    if (waiting === undefined) this.#waiters.set(key, [waiter]);
    else waiting.push(waiter);
    return () => {
      const list = this.#waiters.get(key);
      const at = list?.indexOf(waiter) ?? -1;
      if (at >= 0) list?.splice(at, 1);
    };
  }

  reserve(key: string): void {
    this.#reserved.add(key);
  }

  /** Ends all reservations: the woken writes have run. */
  clearReservations(): void {
    if (this.#reserved.size === 0) return;
    const keys = Array.from(this.#reserved);
    this.#reserved.clear();
    for (const key of keys) this.wake(key);
  }
}

/** Transactions that have written to a collection: its indexes can't be changed under them. */
export class IntentTable {
  readonly #holders = new Map<string, Set<object>>();
  readonly #locks: LockTable;

  constructor(locks: LockTable) {
    this.#locks = locks;
  }

  add(namespace: string, holder: object): void {
    const holders = this.#holders.get(namespace);
    if (holders === undefined) this.#holders.set(namespace, new Set([holder]));
    else holders.add(holder);
  }

  /** Throws {@link Blocked} while a transaction has written to the collection. */
  checkFree(namespace: string): void {
    if (this.#holders.has(namespace)) throw new Blocked(intentKey(namespace));
  }

  release(namespaces: Iterable<string>, holder: object): void {
    for (const namespace of namespaces) {
      const holders = this.#holders.get(namespace);
      holders?.delete(holder);
      if (holders?.size !== 0) continue;
      this.#holders.delete(namespace);
      this.#locks.wake(intentKey(namespace));
    }
  }
}

function intentKey(namespace: string): string {
  return `intent ${namespace}`;
}
