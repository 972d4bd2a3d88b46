import type { CatalogState } from '../catalog/catalog.ts';
import type { Moment, Operation } from '../execution/operation.ts';
import { commandError } from '../errors.ts';
import type { TransactionWorld } from '../transactions/transaction.ts';
import type { StoreSnapshot } from './store.ts';

/** A moment whose documents, and whose collections with their indexes, are read whatever becomes of them. */
export class HeldMoment implements Moment {
  readonly snapshot: StoreSnapshot;
  readonly catalog: CatalogState;

  constructor({ store, state }: TransactionWorld) {
    this.snapshot = store.snapshot();
    this.catalog = state.catalog;
  }

  release(): void {
    this.snapshot.release();
  }
}

/** The moment that an operation reads. */
export function momentOf({ moment }: Operation): HeldMoment | undefined {
  if (moment !== undefined && !(moment instanceof HeldMoment))
    throw commandError('InternalError', 'a moment of another engine');
  return moment;
}
