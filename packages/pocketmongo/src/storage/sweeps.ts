import { timerMs } from '../execution/timer-ms.ts';

/** Makes sweeps in the background, every so many milliseconds; 0: none. */
export class Sweeps {
  readonly #sweep: () => Promise<number>;
  #every = 0;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(sweep: () => Promise<number>, milliseconds: number) {
    this.#sweep = sweep;
    this.change(milliseconds);
  }

  get interval(): number {
    return this.#every;
  }

  /** Sets the milliseconds between sweeps; returns those before. */
  change(milliseconds: number): number {
    const before = this.#every;
    this.#every = milliseconds;
    this.stop();
    this.#timer =
      milliseconds === 0 ? undefined : setInterval(() => this.#turn(), timerMs(milliseconds)).unref();
    return before;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    if (this.#running) return;
    this.#running = true;
    this.#sweep()
      // A sweep that fails is tried again at the next turn; nobody waits for it.
      .catch(() => 0)
      .finally(() => (this.#running = false));
  }
}
