import { commandError } from '../errors.ts';
import type { Operation } from '../engine.ts';
import { HandOver } from './hand-over.ts';
import type { TracedPlan } from './started.ts';

const STEPS_MASK = 63;

/** Keys that a scan of an index has looked at, and those that it gave. */
export type ScanCount = { keys: number; returned: number };

/** What a running query has done, and the limits that it keeps. */
export class Progress {
  /** One for each scan of an index, in the order in which they were opened. */
  readonly scans: ScanCount[] = [];
  docsExamined = 0;
  /** Rows that the filter let through. */
  matched = 0;
  returned = 0;
  /** What a count has found. */
  counted: number | undefined;
  /** When the running slice of work is over; only a cursor that can pause sets it. */
  sliceEnd = Number.POSITIVE_INFINITY;
  readonly #op: Operation;
  #steps = 0;

  constructor(op: Operation) {
    this.#op = op;
  }

  /** Where the operation's plans are noted while somebody looks on. */
  get trace(): TracedPlan[] | undefined {
    return this.#op.trace;
  }

  get keysExamined(): number {
    return this.scans.reduce((sum, { keys }) => sum + keys, 0);
  }

  openScan(): ScanCount {
    const count = { keys: 0, returned: 0 };
    this.scans.push(count);
    return count;
  }

  /** Called for each step of work; throws MaxTimeMSExpired, Interrupted or HandOver. */
  step(): void {
    this.#steps += 1;
    if ((this.#steps & STEPS_MASK) === 1) this.#check();
  }

  #check(): void {
    const op = this.#op;
    if (op.signal?.aborted === true || op.isStopped?.() === true)
      throw commandError('Interrupted', 'operation was interrupted');
    if (op.deadline !== undefined && performance.now() > op.deadline)
      throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
    if (op.atHome === undefined || this.#steps === 1) return;
    op.atHome.steps -= STEPS_MASK + 1;
    if (op.atHome.steps < 0) throw new HandOver();
  }

  /** True when the work should pause so that others can run. */
  isDue(): boolean {
    return (
      this.sliceEnd !== Number.POSITIVE_INFINITY &&
      (this.#steps & 31) === 0 &&
      performance.now() > this.sliceEnd
    );
  }
}
