import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EngineCursor, Row } from '../engine.ts';
import type { Plan } from '../planner/plan.ts';
import type { View } from '../storage/view.ts';
import type { Progress } from './counters.ts';
import type { StoredRow } from './row.ts';
import { sorted } from './sort.ts';
import { openSource, type Source } from './sources.ts';

const SLICE_MS = 8;
const EXPECTED_ROWS = 32;

/** The rows of a plan: access, filter, sort, skip, limit. */
export function runPlan(view: View, plan: Plan, progress: Progress): Source {
  const wanted =
    plan.limit > 0 && plan.residual === undefined && plan.sort === undefined
      ? plan.limit + plan.skip
      : EXPECTED_ROWS;
  let source = openSource(view, plan.collection, plan.access, progress, Math.min(wanted, EXPECTED_ROWS * 4));
  const { residual } = plan;
  if (residual !== undefined) source = filtered(source, residual);
  if (plan.sort !== undefined)
    source = sorted(source, plan.sort, plan.query.collation, plan.limit > 0 ? plan.limit + plan.skip : 0);
  return limited(source, plan.skip, plan.limit, progress);
}

function filtered(source: Source, matches: NonNullable<Plan['residual']>): Source {
  return () => {
    for (let row = source(); row !== undefined; row = source()) if (matches(row.doc())) return row;
    return undefined;
  };
}

function limited(source: Source, skip: number, limit: number, progress: Progress): Source {
  let toSkip = skip;
  let left = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  return () => {
    if (left <= 0) return undefined;
    while (toSkip > 0) {
      if (source() === undefined) return undefined;
      toSkip -= 1;
    }
    const row = source();
    if (row === undefined) return undefined;
    left -= 1;
    progress.returned += 1;
    return row;
  };
}

/** A cursor over rows. `onClose` runs once. */
export class RowCursor implements EngineCursor {
  readonly #source: Source;
  #ahead: StoredRow | undefined;
  #closed = false;

  constructor(source: Source) {
    this.#source = source;
  }

  next(): Row | undefined {
    return this.nextStored();
  }

  nextStored(): StoredRow | undefined {
    if (this.#closed) return undefined;
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ?? this.#source();
  }

  async nextBatch(maxDocs: number, maxBytes: number): Promise<{ rows: Row[]; done: boolean }> {
    const rows: Row[] = [];
    let bytes = 0;
    let until = performance.now() + SLICE_MS;
    while (rows.length < maxDocs) {
      const row = this.nextStored();
      if (row === undefined) return { rows, done: true };
      if (rows.length > 0 && bytes + row.raw.length > maxBytes) {
        this.#ahead = row;
        return { rows, done: false };
      }
      rows.push(row);
      bytes += row.raw.length;
      if ((rows.length & 63) === 0 && performance.now() > until) {
        await nextTurn();
        until = performance.now() + SLICE_MS;
      }
    }
    this.#ahead = this.nextStored();
    return { rows, done: this.#ahead === undefined };
  }

  close(): void {
    this.#closed = true;
  }
}
