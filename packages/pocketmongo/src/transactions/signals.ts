/** Thrown inside a write that meets a key which an open transaction has locked. Never leaves the engine. */
export class Blocked extends Error {
  readonly key: string;
  constructor(key: string) {
    super('a key is locked by an open transaction');
    this.key = key;
  }
}

/** Thrown inside a transaction that meets a change made after its snapshot. Never leaves the engine. */
export class StaleSnapshot extends Error {
  constructor() {
    super('a key has changed since the snapshot');
  }
}
