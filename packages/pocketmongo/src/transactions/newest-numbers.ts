/** Sessions that are remembered; beyond them all are forgotten and looked up again. */
const MOST_SESSIONS = 10_000;

/**
 * The newest number of each session whose record was written since the start. A session counts upwards, so that the
 * record of a number above it need not be looked for: one read less for each retryable write and each transaction.
 */
export class NewestNumbers {
  readonly #bySession = new Map<string, bigint>();

  /** To be called before the record of a number is written; that it is not, after all, does no harm. */
  note(session: string, txnNumber: bigint): void {
    if (this.#bySession.size >= MOST_SESSIONS) this.#bySession.clear();
    const present = this.#bySession.get(session);
    if (present === undefined || present < txnNumber) this.#bySession.set(session, txnNumber);
  }

  /** True when it is sure that no record of this number or a later one was written. */
  isNew(session: string, txnNumber: bigint): boolean {
    const newest = this.#bySession.get(session);
    return newest !== undefined && txnNumber > newest;
  }
}
