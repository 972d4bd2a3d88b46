import type { Plan } from '../planner/plan.ts';

/**
 * Thrown by an operation that has used up its budget in the serving thread: it starts anew in a reader. Never reaches a
 * client.
 */
export class HandOver extends Error {
  constructor() {
    super('the operation goes on in a reader');
    this.name = 'HandOver';
  }
}

/** What a query may do in the serving thread before it starts anew in a reader. */
export interface HomeBudget {
  /** Steps that are left: documents or keys looked at, documents through a stage. */
  steps: number;
  /** Documents of a collection that may be read through before the first result. */
  readonly scanned: number;
  /** Documents of a collection that may be read through batch by batch. */
  readonly streamed: number;
}

/** Sends an operation that reads a whole collection of more documents than that to a reader. */
export function checkScan({ access, collection }: Plan, most: number | undefined): void {
  if (most === undefined || access.kind !== 'collection') return;
  if (collection !== undefined && collection.counters.count > most) throw new HandOver();
}

/**
 * Thrown by a write that would look at, or change, too many documents at once: it is done in slices. Never reaches a
 * client.
 */
export class WideWrite extends Error {
  /** The collection as the write met it. */
  readonly table: number;
  /** Documents from this record id on have come since. */
  readonly since: number;

  constructor(table: number, since: number) {
    super('the write goes on in slices');
    this.name = 'WideWrite';
    this.table = table;
    this.since = since;
  }
}
