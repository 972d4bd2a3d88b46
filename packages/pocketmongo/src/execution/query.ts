import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import type { Doc } from '../bson/values.ts';
import type { Collation } from '../collation/collation.ts';

/** What is read. */
export type Query = {
  filter: Doc;
  /** `{field: 1|-1|{$meta: 'textScore'}}`; `{$natural: ±1}` forces a collection scan. */
  sort?: Doc | undefined;
  /** Index name, key pattern or `{$natural: ±1}`. */
  hint?: string | Doc | undefined;
  /** A query of the server's own, which may be hinted to a hidden index. */
  upkeep?: boolean | undefined;
  skip?: number | undefined;
  /** 0 or missing: no limit. */
  limit?: number | undefined;
  collation?: Collation | undefined;
  /** The only paths that the caller reads: rows may then hold these alone. */
  fields?: readonly string[] | undefined;
  /** Of rows with equal values at this path all but the first may be left out. */
  distinct?: string | undefined;
  /** With `distinct`: null is told from nothing. */
  distinctNulls?: boolean | undefined;
  /** The rows are only counted; for explain, as `projection`. */
  counting?: boolean | undefined;
  projection?: Doc | undefined;
  /** Rows tell the key by which an index found them. */
  returnKey?: boolean | undefined;
  /** Bounds of an index scan under `hint`: from `min` on, up to `max`, which is left out. */
  min?: Doc | undefined;
  max?: Doc | undefined;
  /** Called in loops of the filter's expressions; throws when the operation's time is over. */
  step?: (() => void) | undefined;
  /** `$$NOW` and its like, for the filter's expressions. */
  system?: Partial<SystemValues> | undefined;
  /** Plans that are not taken are wanted too. */
  alternatives?: boolean;
};

/** One result: the stored bytes, decoded only when asked for. `raw` may be kept, never changed. */
export type Row = {
  readonly raw: Uint8Array;
  /** The decoded document; must not be changed in place. */
  doc(): Doc;
  /** About the bytes that it takes in memory. */
  readonly size: number;
  /** `raw` and `doc()` hold the query's `fields` and nothing else. */
  readonly fieldsOnly: boolean;
  /** textScore of a `$text` query. */
  readonly score?: number | undefined;
  /** With `returnKey`, when an index found it. */
  readonly indexKey?: Doc | undefined;
  readonly recordId: number;
};

/** A running query. Skip, limit and sort are applied. Stays usable across turns of the event loop. */
export type EngineCursor = {
  /** The next row, or undefined at the end. Synchronous. */
  next(): Row | undefined;
  /**
   * Up to `maxDocs` rows or about `maxBytes` bytes (the first row is always given), pausing now and then so that
   * others can run. `done` tells that nothing follows.
   */
  nextBatch(maxDocs: number, maxBytes: number): Promise<{ rows: Row[]; done: boolean }>;
  close(): void;
};
