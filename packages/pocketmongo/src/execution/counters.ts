import { commandError } from '../errors.ts';
import type { Operation } from '../engine.ts';

/** What a running query has done, and the limits that it keeps. */
export class Progress {
  keysExamined = 0;
  docsExamined = 0;
  returned = 0;
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
}
