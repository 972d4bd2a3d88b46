import type { Doc, Value } from '../bson/values.ts';
import type { CommandError } from '../errors.ts';
import type { Query } from './query.ts';

/** What is to be changed, and how. */
export type UpdateRequest = {
  query: Query;
  multi: boolean;
  /** The whole document is replaced, which change streams tell apart from an update. */
  replaces?: boolean | undefined;
  /** By a pipeline, which may set any field. */
  piped?: boolean | undefined;
  /** Paths whose values are set as a whole, which change streams tell so. */
  whole?: readonly string[] | undefined;
  /**
   * The changed document, or undefined (or an equal one) when nothing changes. Must not change its argument in place.
   * Keeps `_id` (ImmutableField otherwise, checked by the engine too).
   */
  apply(doc: Doc): Doc | undefined;
  /** Makes the document to insert when nothing matched. Missing: no upsert. The engine adds `_id` in front when absent. */
  upsert?: (() => Doc) | undefined;
};

export type UpdateOutcome = {
  matched: number;
  modified: number;
  /** Set when an upsert inserted. */
  upsertedId?: Value;
  /** The last document that matched, before and after; what findAndModify returns. `after` is set for an upsert too. */
  before?: Doc;
  after?: Doc;
};

export type DeleteRequest = { query: Query; multi: boolean };

export type DeleteOutcome = { deleted: number; /** The last one. */ before?: Doc };

/** Documents that were found before and are changed in slices; each is looked at again, as it is by then. */
export type Slice = {
  /** The collection that they were found in; another one of its name ends the write with QueryPlanKilled. */
  table: number;
  /** Record ids, none twice one after the other. */
  ids: Float64Array;
  /** The place in `ids` to go on from. */
  from: number;
  /** Where nothing was found, documents from this record id on are looked at, too, before an upsert inserts. */
  since: number;
};

/** Where a slice has ended, and the error of a document; those before it are changed. */
export type SliceEnd = { next: number; failure?: CommandError };
