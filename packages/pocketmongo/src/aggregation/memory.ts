import { commandError } from '../errors.ts';

/** What a stage may hold at one time: 100 MB, as the manual says. */
export const STAGE_MEMORY = 100 * 1024 * 1024;
/** With `allowDiskUse` a stage may hold more; nothing is ever written to disk for it. */
export const WIDE_STAGE_MEMORY = 400 * 1024 * 1024;

/** Counts what one stage holds; throws QueryExceededMemoryLimitNoDiskUseAllowed 292 beyond the limit. */
export class StageMemory {
  readonly #stage: string;
  readonly #limit: number;
  #held = 0;

  constructor(stage: string, limit: number) {
    this.#stage = stage;
    this.#limit = limit;
  }

  grow(bytes: number): void {
    this.#held += bytes;
    if (this.#held <= this.#limit) return;
    throw commandError(
      'QueryExceededMemoryLimitNoDiskUseAllowed',
      `Exceeded memory limit for ${this.#stage}, but didn't allow external spilling; limit: ${this.#limit} bytes. ` +
        'Pass allowDiskUse:true to opt in.',
    );
  }

  /** The stage starts anew, as one in the pipeline of a `$lookup` does for each document. */
  reset(): void {
    this.#held = 0;
  }
}
