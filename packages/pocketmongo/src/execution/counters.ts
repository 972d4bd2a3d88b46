import { commandError } from '../errors.ts';
import type { Plan } from '../planner/plan.ts';
import { HandOver, type HomeBudget } from './hand-over.ts';

/** The limits are looked at every so many steps, oftener at first and where steps are long. */
const MOST_STEPS = 64;
const LONG_MS = 4;

/** Keys that a scan of an index has looked at, and those that it gave. */
export type ScanCount = { keys: number; returned: number };

/** A plan that an operation carries out, and how far it is. */
export type TracedPlan = { readonly plan: Plan; readonly progress: Progress };

/** When an operation ends early, and who looks on. */
export type Limits = {
  /** `performance.now()` value after which the operation stops with MaxTimeMSExpired. */
  deadline?: number | undefined;
  /** Stops the operation with its reason (killOp, connection closed). */
  signal?: AbortSignal | undefined;
  /** True when the operation is to stop, as another thread wants it. */
  isStopped?: (() => boolean) | undefined;
  /** What it may do before it goes on in a reader (throws HandOver); missing: all that it takes. */
  atHome?: HomeBudget | undefined;
  /** Set while it is profiled: the plans that it carries out are noted there. */
  trace?: TracedPlan[] | undefined;
};

/** What loops in expressions call: counts their turns as steps of the operation. */
export function stepsOf(op: Limits): () => void {
  let progress: Progress | undefined;
  return () => (progress ??= new Progress(op)).step();
}

/** As {@link stepsOf}, where the operation can't start anew in a reader any more: it changes a document. */
export const stepsHereOf = ({ deadline, signal, isStopped }: Limits): (() => void) =>
  stepsOf({ deadline, signal, isStopped });

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
  /** Grows when others may have written since the last row: keys that were read ahead are then read anew. */
  rests = 0;
  readonly #op: Limits;
  #steps = 0;
  #checkAt = 1;
  #checked = 0;
  #checkedAt = 0;

  constructor(op: Limits) {
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
    if (this.#steps >= this.#checkAt) this.#check();
  }

  #check(): void {
    const passed = this.#pace();
    const op = this.#op;
    if (op.signal?.aborted === true || op.isStopped?.() === true)
      throw commandError('Interrupted', 'operation was interrupted');
    if (op.deadline !== undefined && performance.now() > op.deadline)
      throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
    if (op.atHome === undefined) return;
    op.atHome.steps -= passed;
    if (op.atHome.steps < 0) throw new HandOver();
  }

  /** Says when the limits are looked at next; gives the steps since the last time. */
  #pace(): number {
    const passed = this.#steps - this.#checked;
    this.#checked = this.#steps;
    if (this.#steps === 1) {
      this.#checkAt = 2;
      return 0;
    }
    const now = performance.now();
    const isLong = now - this.#checkedAt > LONG_MS;
    this.#checkedAt = now;
    this.#checkAt = this.#steps + (isLong ? 1 : Math.min(passed * 2, MOST_STEPS));
    return passed;
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
