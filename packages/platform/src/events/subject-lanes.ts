/** What a lane does next after a task: go on, or try the same task again after a wait. */
export type LaneOutcome = { readonly retryAfterMs: number } | undefined;

type Lane<T> = { readonly tasks: T[]; attempts: number };

/**
 * Runs tasks in order within a subject and side by side across subjects, at most `concurrency` at once. A lane that waits
 * for its next try holds no place.
 */
export class SubjectLanes<T> {
  readonly #concurrency: number;
  readonly #run: (task: T, attempt: number) => Promise<LaneOutcome>;
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #ready: string[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  /** `run` must not reject: it says by its outcome whether the task comes again. */
  constructor(concurrency: number, run: (task: T, attempt: number) => Promise<LaneOutcome>) {
    this.#concurrency = concurrency;
    this.#run = run;
  }

  add(subject: string, task: T): void {
    const lane = this.#lanes.get(subject);
    if (lane !== undefined) {
      lane.tasks.push(task);
      return;
    }
    this.#lanes.set(subject, { tasks: [task], attempts: 0 });
    this.#ready.push(subject);
    this.#pump();
  }

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #pump(): void {
    while (!this.#stopped && this.#running.size < this.#concurrency) {
      const subject = this.#ready.shift();
      const lane = subject === undefined ? undefined : this.#lanes.get(subject);
      if (subject === undefined || lane === undefined) return;
      const step = this.#step(subject, lane).finally(() => {
        this.#running.delete(step);
        this.#pump();
      });
      this.#running.add(step);
    }
  }

  async #step(subject: string, lane: Lane<T>): Promise<void> {
    const task = lane.tasks[0];
    if (task === undefined) return;
    const outcome = await this.#run(task, lane.attempts + 1);
    if (outcome !== undefined) {
      lane.attempts += 1;
      this.#wakeLater(subject, outcome.retryAfterMs);
      return;
    }
    lane.attempts = 0;
    lane.tasks.shift();
    if (lane.tasks.length === 0) this.#lanes.delete(subject);
    else this.#ready.push(subject);
  }

  #wakeLater(subject: string, afterMs: number): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#ready.push(subject);
      this.#pump();
    }, afterMs);
    this.#timers.add(timer);
  }
}
