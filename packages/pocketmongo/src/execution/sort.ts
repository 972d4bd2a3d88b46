import { compareValues } from '../bson/compare.ts';
import { Double, UNDEFINED, type Doc, type Value } from '../bson/values.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError } from '../errors.ts';
import type { Plan } from '../planner/plan.ts';
import type { SortField } from '../planner/sort-spec.ts';
import { valuesForSort } from '../query/sort-keys.ts';
import type { Progress } from './counters.ts';
import type { PlanRow } from './row.ts';
import { PAUSED, type Source } from './sources.ts';

const MEMORY_LIMIT = 100 * 1024 * 1024;

type Keyed = { row: PlanRow; key: (Value | undefined)[]; place: number };

/** The values that a document is sorted by: of an array the least for ascending, the greatest for descending. */
export function sortKey(
  doc: Doc,
  fields: readonly SortField[],
  collation: Collation | undefined,
  score = 0,
): Value[] {
  return fields.map((field) => {
    if (field.meta) return score;
    if (field.distance !== undefined) return new Double(field.distance(doc));
    const values = valuesForSort(doc, field.path);
    let chosen: Value | undefined;
    for (const value of values) {
      if (chosen === undefined || compareValues(value, chosen, collation) * field.direction < 0)
        chosen = value;
    }
    return chosen === undefined ? UNDEFINED : chosen;
  });
}

/**
 * Sorts what the source gives, keeping only as many rows as the plan's limit and skip ask for. Equal rows stay in the order in which they
 * came. Throws QueryExceededMemoryLimitNoDiskUseAllowed.
 */
export function sorted(
  source: Source,
  { query, limit, skip }: Plan,
  fields: readonly SortField[],
  progress: Progress,
): Source {
  const gathered = new Gathered(fields, query.collation, limit > 0 ? limit + skip : 0);
  let rows: PlanRow[] | undefined;
  let at = 0;
  return () => {
    while (rows === undefined) {
      const row = source();
      if (row === PAUSED) return PAUSED;
      if (row === undefined) rows = gathered.inOrder();
      else {
        gathered.add(row);
        if (progress.isDue()) return PAUSED;
      }
    }
    const row = rows[at];
    at += 1;
    return row;
  };
}

/** Rows with their sort keys; of more than twice the wanted number the worse half is dropped now and then. */
class Gathered {
  readonly #fields: readonly SortField[];
  readonly #collation: Collation | undefined;
  readonly #keep: number;
  #held: Keyed[] = [];
  #bytes = 0;
  #place = 0;
  #worst: Keyed | undefined;

  constructor(fields: readonly SortField[], collation: Collation | undefined, keep: number) {
    this.#fields = fields;
    this.#collation = collation;
    this.#keep = keep;
  }

  add(row: PlanRow): void {
    const keyed: Keyed = {
      row,
      key: sortKey(row.doc(), this.#fields, this.#collation, row.score),
      place: this.#place,
    };
    this.#place += 1;
    if (this.#worst !== undefined && this.#compare(keyed, this.#worst) > 0) return;
    this.#held.push(keyed);
    this.#bytes += row.size;
    if (this.#keep > 0 && this.#held.length >= this.#keep * 2 + 64) {
      this.inOrder();
      this.#worst = this.#held[this.#keep - 1];
    }
    if (this.#bytes > MEMORY_LIMIT)
      throw commandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Sort exceeded memory limit of ${MEMORY_LIMIT} bytes, but did not opt in to external sorting.`,
      );
  }

  /** The best rows so far; the others are forgotten. */
  inOrder(): PlanRow[] {
    this.#held.sort((a, b) => this.#compare(a, b));
    if (this.#keep > 0) this.#held.length = Math.min(this.#held.length, this.#keep);
    this.#bytes = this.#held.reduce((sum, { row }) => sum + row.size, 0);
    return this.#held.map(({ row }) => row);
  }

  #compare(a: Keyed, b: Keyed): number {
    for (const [i, field] of this.#fields.entries()) {
      const order = compareValues(a.key[i], b.key[i], this.#collation);
      if (order !== 0) return order * field.direction;
    }
    return a.place - b.place;
  }
}
