/** A moment in the order of all writes: seconds since 1970 and a number within the second. Unsigned 32 bits each. */
export type OpTime = { readonly seconds: number; readonly increment: number };

export function compareTimes(a: OpTime, b: OpTime): number {
  return a.seconds - b.seconds || a.increment - b.increment;
}

/** How far ahead of the wall clock another party may push the cluster's time: a year, as with mongod. */
const MAX_AHEAD_SECONDS = 365 * 24 * 60 * 60;

/** The logical clock: never goes back, not even when the wall clock does or the server starts again. */
export class ClusterClock {
  readonly #now: () => number;
  #seconds: number;
  #increment: number;

  constructor(now: () => number, last: OpTime | undefined) {
    this.#now = now;
    const start = { seconds: this.#wallSeconds(), increment: 1 };
    const first = last !== undefined && compareTimes(last, start) > 0 ? last : start;
    this.#seconds = first.seconds;
    this.#increment = first.increment;
  }

  get time(): OpTime {
    return { seconds: this.#seconds, increment: this.#increment };
  }

  get seconds(): number {
    return this.#seconds;
  }

  get increment(): number {
    return this.#increment;
  }

  /** Takes `count` consecutive moments and returns the first. */
  tick(count: number): OpTime {
    const wall = this.#wallSeconds();
    if (wall > this.#seconds) {
      this.#seconds = wall;
      this.#increment = 0;
    }
    const first = { seconds: this.#seconds, increment: this.#increment + 1 };
    this.#increment += count;
    return first;
  }

  /** Takes over a later time that a client has heard elsewhere. False when it is too far in the future to be true. */
  advance({ seconds, increment }: OpTime): boolean {
    if (seconds < this.#seconds || (seconds === this.#seconds && increment <= this.#increment)) return true;
    if (seconds > this.#wallSeconds() + MAX_AHEAD_SECONDS) return false;
    this.#seconds = seconds;
    this.#increment = increment;
    return true;
  }

  #wallSeconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}
