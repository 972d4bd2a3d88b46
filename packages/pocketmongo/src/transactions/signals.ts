import type { Doc } from '../bson/values.ts';

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

/** Thrown by a retryable write of which more is done than it knows: it goes on from there. Never reaches a client. */
export class Resumed extends Error {
  readonly reached: number;
  readonly tally: Doc;
  constructor(reached: number, tally: Doc) {
    super('part of the write is done');
    this.reached = reached;
    this.tally = tally;
  }
}

/** Thrown by a write whose statement has failed in a transaction: that ends, and the reply tells of it. Never reaches a client. */
export class FailedInTransaction extends Error {
  readonly reply: Doc;
  constructor(reply: Doc) {
    super('a statement has failed in a transaction');
    this.reply = reply;
  }
}
