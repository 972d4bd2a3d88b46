import type { Doc } from '../bson/values.ts';
import type { Predicate } from '../query/query-language.ts';
import type { Collation } from '../collation/collation.ts';
import type { CommandError } from '../errors.ts';
import type { SortKeys } from '../collation/sort-key.ts';
import type { StringFold } from '../indexes/key-encoding.ts';
import type { Validator } from '../records/validation.ts';
import type { GeoDefinition } from '../indexes/geo/definition.ts';
import type { WildcardDefinition } from '../indexes/wildcard/definition.ts';
import type { TextDefinition } from '../indexes/text/definition.ts';
import type { IndexFilter } from './index-filter.ts';
import type { View } from '../views/view.ts';
import type { Capped } from './capped.ts';
import type { Expiry } from './expiry.ts';
import type { IndexField } from './index-field.ts';
import type { TimeSeries } from './time-series.ts';

/** Facts about what an index has held since it was made; they only ever turn true. */
export type IndexFlags = {
  /** By field: some document had an array on the field's path. */
  multikey: boolean[];
  /** Some key was too long and lies in order only up to its head. */
  truncated: boolean;
  /** Some string was not one that the index's collation can be sure of: such strings lie apart, in no order. */
  irregular: boolean;
  /** Something above has turned true since the flags were last stored. */
  unstored: boolean;
};

export type IndexEntry = {
  name: string;
  table: number;
  /** As listIndexes shows it. */
  spec: Doc;
  keyPattern: Doc;
  fields: readonly IndexField[];
  unique: boolean;
  /** Not unique, and yet takes no new duplicates. */
  prepareUnique: boolean;
  sparse: boolean;
  hidden: boolean;
  partial: { filter: Doc; matches: Predicate } | undefined;
  expireAfterSeconds: number | undefined;
  collation: Collation | undefined;
  /** How strings are held under the collation. */
  strings: SortKeys | undefined;
  fold: StringFold | undefined;
  /** The keys were made by other rules for letters and words than this process has, and have to be made again. */
  outdated: boolean;
  text: TextDefinition | undefined;
  geo: GeoDefinition | undefined;
  wildcard: WildcardDefinition | undefined;
  /** Path of the hashed field. */
  hashed: readonly string[] | undefined;
  /** The entries say what their keys leave out of the values; those of indexes from before do not. */
  kinds: boolean;
  flags: IndexFlags;
  /** How many plans have used it since it was made or loaded. */
  uses: { count: number; readonly since: Date };
};

/** Indexes that are being filled some documents at a time: writers keep them up, nobody reads them yet. */
export type IndexBuild = {
  /** The collection's. */
  readonly table: number;
  readonly indexes: readonly IndexEntry[];
  /** The next document to put in, by its record id, and the first one that writers have put in. */
  next: number;
  readonly until: number;
  /** Why it can't be finished: a write that is committed has a key that was there already. */
  failure?: CommandError | undefined;
  /** Nobody goes on with it: writers leave its indexes alone, whether they are whole or were given up. */
  isOver: boolean;
  /** Resolves when it is over. */
  readonly ended: Promise<undefined>;
  readonly end: () => void;
};

/** Counters of a collection; they live in memory and are stored with each commit that changes them. */
export type CollectionCounters = {
  nextRecordId: number;
  /** Plans that went through all of it since the start; not stored. */
  scans: number;
  count: number;
  size: number;
};

export type CollectionEntry = {
  namespace: string;
  table: number;
  uuid: Uint8Array;
  options: Doc;
  /** What commands compare by that name no collation. */
  collation: Collation | undefined;
  validator: Validator | undefined;
  timeSeries: TimeSeries | undefined;
  expiry: Expiry | undefined;
  view: View | undefined;
  capped: Capped | undefined;
  indexes: readonly IndexEntry[];
  /** Lives in memory: what a stop leaves of it is removed at the next start. */
  building?: IndexBuild | undefined;
  /** Live in memory, too. */
  indexFilters?: readonly IndexFilter[] | undefined;
  counters: CollectionCounters;
};
