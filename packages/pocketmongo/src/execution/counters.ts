import { commandError } from '../errors.ts';
import type { Operation } from '../engine.ts';

/** What a running query has done, and the limits that it keeps. */
export class Progress {
  keysExamined = 0;
  docsExamined = 0;
  returned = 0;
  /** When the running slice of work is over; only a cursor that can pause sets it. */
  sliceEnd = Number.POSITIVE_INFINITY;
  readonly #op: Operation;
  #steps = 0;

  constructor(op: Operation) {
    this.#op = op;
  }

  /** Called for each step of work; throws MaxTimeMSExpired or Interrupted. */
  step(): void {
    this.#steps += 1;
    if ((this.#steps & 63) !== 1) return;
    if (this.#op.signal?.aborted === true) throw commandError('Interrupted', 'operation was interrupted');
    if (this.#op.deadline !== undefined && performance.now() > this.#op.deadline)
      throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
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
