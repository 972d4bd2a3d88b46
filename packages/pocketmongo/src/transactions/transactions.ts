import { commandError } from '../errors.ts';
import type { Doc } from '../bson/values.ts';
import type { HeldCollection } from '../engine.ts';
import type { Frame } from '../storage/frame.ts';
import type { GroupCommit } from '../storage/group-commit.ts';
import { View } from '../storage/view.ts';
import type { WriteSet } from '../storage/write-set.ts';
import { decodeRetryRecord, encodeRetryRecord, retryKey, tooOld, type RetryRecord } from './retry-records.ts';
import { timerMs } from '../execution/timer-ms.ts';
import { Blocked, StaleSnapshot } from './signals.ts';
import { aborted, committed, noSuchTransaction, writeConflict } from './transaction-errors.ts';
import { OpenTransaction, type TransactionWorld } from './transaction.ts';

export type TransactionsOptions = {
  lifetimeMs: number;
  /** How long a statement waits for a lock before it gives up with WriteConflict. */
  lockWaitMs: number;
  now: () => number;
};

/** For how long a conflict makes those that start careful. */
const HOT_MS = 100;

/** The transactions of all sessions: at most one open per session. */
export class Transactions {
  readonly #world: TransactionWorld;
  readonly #commits: GroupCommit;
  readonly #options: TransactionsOptions;
  readonly #bySession = new Map<string, OpenTransaction>();
  readonly #timers = new Map<OpenTransaction, NodeJS.Timeout>();
  readonly #committing = new Map<OpenTransaction, Promise<void>>();
  #conflictAt = -Infinity;

  constructor(world: TransactionWorld, commits: GroupCommit, options: TransactionsOptions) {
    this.#world = world;
    this.#commits = commits;
    this.#options = options;
  }

  /** How long one may stay open; of those that start from now on. */
  get lifetimeMs(): number {
    return this.#options.lifetimeMs;
  }

  set lifetimeMs(milliseconds: number) {
    this.#options.lifetimeMs = milliseconds;
  }

  /** What the open ones have written to. */
  held(): HeldCollection[] {
    return [...this.#timers.keys()].flatMap(({ intended, txnNumber }) =>
      Array.from(intended, (namespace) => ({ namespace, txnNumber })),
    );
  }

  beforeStart(): Promise<void> | undefined {
    if (this.#commits.isSettled || performance.now() - this.#conflictAt > HOT_MS) return undefined;
    return this.#commits.settled();
  }

  start(session: string, txnNumber: bigint): OpenTransaction {
    const present = this.#bySession.get(session);
    const stored = this.#world.newest.isNew(session, txnNumber) ? undefined : this.#stored(session);
    const newest =
      present !== undefined && present.txnNumber > (stored?.txnNumber ?? -1n)
        ? present.txnNumber
        : stored?.txnNumber;
    if (newest !== undefined && newest > txnNumber) throw tooOld(session, txnNumber, newest);
    if (newest === txnNumber)
      throw commandError(
        'ConflictingOperationInProgress',
        `Cannot start a transaction with given transaction number ${txnNumber}: it has been used`,
      );
    if (present?.state === 'open') this.#end(present, 'aborted');
    const txn = new OpenTransaction(this.#world, session, txnNumber, this.#options.now());
    this.#bySession.set(session, txn);
    const timer = setTimeout(() => this.#end(txn, 'aborted'), timerMs(this.#options.lifetimeMs));
    timer.unref();
    this.#timers.set(txn, timer);
    return txn;
  }

  get(session: string, txnNumber: bigint): OpenTransaction {
    const txn = this.#bySession.get(session);
    if (txn?.txnNumber === txnNumber) {
      if (txn.state === 'open') return txn;
      throw txn.state === 'committed' ? committed(txnNumber) : aborted(txnNumber);
    } else if (txn !== undefined && txn.txnNumber > txnNumber)
      throw tooOld(session, txnNumber, txn.txnNumber);
    throw noSuchTransaction(txnNumber);
  }

  /** For what holds on to a transaction: throws when that was aborted, or its commit asked for, which takes no more along. */
  check(txn: OpenTransaction): void {
    if (txn.state === 'aborted') throw aborted(txn.txnNumber);
    if (txn.state === 'committed' || this.#committing.has(txn)) throw committed(txn.txnNumber);
  }

  commit(session: string, txnNumber: bigint): Promise<void> {
    const txn = this.#bySession.get(session);
    const running = txn === undefined || txn.txnNumber !== txnNumber ? undefined : this.#committing.get(txn);
    if (running !== undefined) return running;
    if (txn?.txnNumber !== txnNumber || txn.state === 'aborted') {
      const stored = this.#stored(session);
      if (stored?.txnNumber === txnNumber && stored.reply === undefined) return Promise.resolve();
      return Promise.reject(noSuchTransaction(txnNumber));
    }
    if (txn.state === 'committed') return Promise.resolve();
    const promise = this.#enqueueCommit(txn).finally(() => this.#committing.delete(txn));
    this.#committing.set(txn, promise);
    return promise;
  }

  #enqueueCommit(txn: OpenTransaction): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#commits.enqueue({
        run: (group): Frame | undefined => {
          if (txn.state !== 'open') throw noSuchTransaction(txn.txnNumber);
          this.#checkNewest(txn, group);
          if (!txn.frame.changed) return undefined;
          txn.frame.touched = txn.locked;
          txn.frame.origin = { session: txn.session, txnNumber: txn.txnNumber };
          this.#world.newest.note(txn.session, txn.txnNumber);
          txn.frame.put(
            retryKey(txn.session),
            encodeRetryRecord({ txnNumber: txn.txnNumber, reply: undefined, at: this.#options.now() }),
          );
          return txn.frame;
        },
        done: () => {
          this.#end(txn, 'committed');
          resolve();
        },
        failed: (error) => {
          this.#end(txn, 'aborted');
          reject(Error.isError(error) ? error : new Error(String(error)));
        },
      });
    });
  }

  /** A retryable write with a later number was told that it is done: its record must stay. */
  #checkNewest({ session, txnNumber }: OpenTransaction, group: WriteSet): void {
    if (this.#world.newest.isNew(session, txnNumber)) return;
    const stored = this.#stored(session, group);
    if (stored !== undefined && stored.txnNumber > txnNumber)
      throw tooOld(session, txnNumber, stored.txnNumber);
  }

  abort(session: string, txnNumber: bigint): void {
    const txn = this.get(session, txnNumber);
    if (this.#committing.has(txn)) throw committed(txnNumber);
    this.#end(txn, 'aborted');
  }

  openSessions(): string[] {
    return Array.from(this.#timers.keys(), ({ session }) => session);
  }

  endSession(session: string): void {
    const txn = this.#bySession.get(session);
    if (txn === undefined || this.#committing.has(txn)) return;
    if (txn.state === 'open') this.#end(txn, 'aborted');
    this.#bySession.delete(session);
  }

  /** Aborts all but those whose commit was asked for. */
  abortAll(): void {
    for (const txn of Array.from(this.#timers.keys()))
      if (!this.#committing.has(txn)) this.#end(txn, 'aborted');
  }

  /** Forgets what ended long ago. */
  prune(before: number): void {
    for (const [session, txn] of this.#bySession)
      if (txn.state !== 'open' && txn.startedAt < before) this.#bySession.delete(session);
  }

  #end(txn: OpenTransaction, state: 'committed' | 'aborted'): void {
    if (txn.state !== 'open') return;
    clearTimeout(this.#timers.get(txn));
    this.#timers.delete(txn);
    txn.end(state);
    this.forgetRecent();
  }

  /** Forgets the writes that no transaction can miss: those of a group that is being written can be missed by the next. */
  forgetRecent(): void {
    if (!this.#commits.isSettled) return;
    const { recent } = this.#world;
    if (this.#timers.size === 0) recent.clear();
    else recent.trim(() => Math.min(...Array.from(this.#timers.keys(), ({ sequence }) => sequence)));
  }

  /** The record of a session as it is on disk, or will be with the group. */
  #stored(session: string, group?: WriteSet): RetryRecord | undefined {
    const raw = new View(this.#world.store, group).get(retryKey(session));
    return raw === undefined ? undefined : decodeRetryRecord(raw);
  }

  /**
   * Runs one statement in a transaction. Meets it a lock, it waits for a moment; an error aborts the transaction.
   */
  async run(txn: OpenTransaction, body: () => Doc): Promise<Doc> {
    const giveUpAt = performance.now() + this.#options.lockWaitMs;
    for (;;) {
      this.check(txn);
      const mark = txn.frame.mark();
      try {
        const reply = body();
        txn.used = true;
        return reply;
      } catch (error) {
        const again = await this.#mayRunAgain(txn, error, giveUpAt);
        this.check(txn);
        if (!again) {
          this.#end(txn, 'aborted');
          if (!(error instanceof Blocked || error instanceof StaleSnapshot)) throw error;
          this.#conflictAt = performance.now();
          throw writeConflict();
        }
        if (txn.used) txn.frame.rollBack(mark);
        else txn.refresh();
      }
    }
  }

  /** A later snapshot helps as long as nothing was read, once what made it stale is on disk; a lock may be released in time. */
  #mayRunAgain(txn: OpenTransaction, error: unknown, giveUpAt: number): Promise<boolean> {
    if (error instanceof Blocked) return this.#freed(error.key, giveUpAt);
    if (!(error instanceof StaleSnapshot) || txn.used) return Promise.resolve(false);
    return this.#commits.settled().then(() => true);
  }

  #freed(key: string, giveUpAt: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#world.locks.wait(key, () => {
        clearTimeout(timer);
        resolve(true);
      });
      const timer = setTimeout(
        () => {
          cancel();
          resolve(false);
        },
        Math.max(0, giveUpAt - performance.now()),
      );
    });
  }
}
