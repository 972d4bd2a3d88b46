import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EngineCursor, Row } from '../engine.ts';
import type { Plan } from '../planner/plan.ts';
import type { View } from '../storage/view.ts';
import type { Progress } from './counters.ts';
import { StoredRow, type PlanRow } from './row.ts';
import { sorted } from './sort.ts';
import { SLICE_MS } from './turns.ts';
import { openSource, PAUSED, type Source } from './sources.ts';

const EXPECTED_ROWS = 32;

/** The rows of a plan: access, filter, sort, skip, limit. */
export function runPlan(view: View, plan: Plan, progress: Progress): Source {
  const wanted =
    plan.limit > 0 && plan.residual === undefined && plan.sort === undefined
      ? plan.limit + plan.skip
      : EXPECTED_ROWS;
  let source = openSource(view, plan.collection, plan.access, progress, Math.min(wanted, EXPECTED_ROWS * 4));
  const { residual } = plan;
  if (residual !== undefined) source = filtered(source, residual, plan.rawResidual, progress);
  if (plan.sort !== undefined) source = sorted(source, plan, plan.sort, progress);
  return limited(source, plan.skip, plan.limit, progress);
}

/** Rows of an index are few as a rule: only a scan of some length is worth a filter on bytes. */
const ROWS_BEFORE_RAW = 16;

function filtered(
  source: Source,
  matches: NonNullable<Plan['residual']>,
  rawForm: Plan['rawResidual'],
  progress: Progress,
): Source {
  let seen = 0;
  let raw: ReturnType<Plan['rawResidual']>;
  return () => {
    for (let row = source(); row !== undefined; row = source()) {
      if (row === PAUSED) return row;
      if (seen < ROWS_BEFORE_RAW) {
        seen += 1;
        if (seen === ROWS_BEFORE_RAW) raw = rawForm();
      }
      const fits = row instanceof StoredRow ? raw?.(row.raw) : undefined;
      if (fits ?? matches(row.doc())) {
        progress.matched += 1;
        return row;
      }
      if (progress.isDue()) return PAUSED;
    }
    return undefined;
  };
}

function limited(source: Source, skip: number, limit: number, progress: Progress): Source {
  let toSkip = skip;
  let left = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  return () => {
    if (left <= 0) return undefined;
    for (;;) {
      const row = source();
      if (row === undefined || row === PAUSED) return row;
      if (toSkip > 0) {
        toSkip -= 1;
        continue;
      }
      left -= 1;
      progress.returned += 1;
      return row;
    }
  };
}

export type CursorHooks = {
  /** A batch is full and more follows. */
  unfinished?: () => void;
  /** Others may have had their turn since the last row. */
  rested?: () => void;
};

/** A cursor over the rows of a source. */
export class RowCursor implements EngineCursor {
  readonly #source: Source;
  readonly #progress: Progress;
  readonly #hooks: CursorHooks;
  #ahead: PlanRow | undefined;
  #closed = false;

  constructor(source: Source, progress: Progress, hooks: CursorHooks = {}) {
    this.#source = source;
    this.#progress = progress;
    this.#hooks = hooks;
  }

  next(): Row | undefined {
    return this.nextStored();
  }

  nextStored(): PlanRow | undefined {
    this.#progress.sliceEnd = Number.POSITIVE_INFINITY;
    let row = this.#step();
    while (row === PAUSED) row = this.#step();
    return row;
  }

  #step(): ReturnType<Source> {
    if (this.#closed) return undefined;
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ?? this.#source();
  }

  async nextBatch(maxDocs: number, maxBytes: number): Promise<{ rows: Row[]; done: boolean }> {
    const rows: Row[] = [];
    let bytes = 0;
    this.#hooks.rested?.();
    this.#progress.sliceEnd = performance.now() + SLICE_MS;
    for (;;) {
      const row = this.#step();
      if (row === undefined) return { rows, done: true };
      if (row === PAUSED || ((rows.length & 63) === 63 && performance.now() > this.#progress.sliceEnd)) {
        if (row !== PAUSED) this.#ahead = row;
        await nextTurn();
        this.#hooks.rested?.();
        this.#progress.sliceEnd = performance.now() + SLICE_MS;
        continue;
      }
      if (rows.length >= maxDocs || (rows.length > 0 && bytes + row.size > maxBytes)) {
        this.#hooks.unfinished?.();
        this.#ahead = row;
        return { rows, done: false };
      }
      rows.push(row);
      bytes += row.size;
    }
  }

  close(): void {
    this.#closed = true;
  }
}
