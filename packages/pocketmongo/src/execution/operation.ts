import type { Limits } from './counters.ts';

/** The place of a write in its session, by which a retry of it is known. */
export type RetryableWrite = {
  session: string;
  txnNumber: bigint;
  /** Set by the body of a write that is part of a batch: statements that are done with it. Missing: all of them. */
  reached?: number | undefined;
  /** The last `reached` that was stored, or found stored. */
  stored?: number | undefined;
};

/** Who runs an operation, and under which limits. */
export type Operation = Limits & {
  /** The open multi-document transaction that the operation belongs to. */
  txn?: Transaction | undefined;
  /** Session and number of a retryable write; the reply is stored in the same commit and given again on a retry. */
  retry?: RetryableWrite | undefined;
  /** Set while the operation waits for something: ends the wait, so that it sees that it was stopped. */
  wake?: (() => void) | undefined;
  /** Reads go by this moment; missing: by what is there when they come to it. */
  moment?: Moment | undefined;
  /** Writes are not checked against validators. */
  bypassValidation?: boolean;
};

/** The state of the store at one moment, for reads outside transactions; must be released. */
export type Moment = { release(): void };

/** An open multi-document transaction: a snapshot and a write set. */
export type Transaction = {
  readonly session: string;
  readonly txnNumber: bigint;
  readonly state: 'open' | 'committed' | 'aborted';
};
