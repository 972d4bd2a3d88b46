import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import type { Doc } from '../bson/values.ts';
import type { Collation } from '../collation/collation.ts';

/** Says of a document whether it matches. */
export type Predicate = (doc: Doc) => boolean;

/** Says of a stored document whether it matches; undefined: only decoding tells. */
export type RawPredicate = (raw: Uint8Array) => boolean | undefined;

type FilterOptions = {
  collation?: Collation | undefined;
  /** `$$NOW` and its like. */
  system?: Partial<SystemValues> | undefined;
  /** Called in loops; throws when the operation's time is over. */
  step?: (() => void) | undefined;
};

/** The part of the query language that the engine calls; given at {@link openEngine}. */
export type QueryLanguage = {
  /**
   * Compiles a filter once. A top-level `$text` counts as true: the engine has answered it from the text index.
   * Throws CommandError (BadValue …) for a filter that is not valid.
   */
  compileFilter(filter: Doc, options: FilterOptions): Predicate;
  /** The filter on bytes; undefined where it has to see decoded documents. The filter has been compiled before. */
  compileRawFilter?(filter: Doc, options: { collation?: Collation | undefined }): RawPredicate | undefined;
  /** Why a document doesn't match a filter; missing: a failed validation names only the document. */
  explainMismatch?(filter: Doc, document: Doc, options?: FilterOptions): Doc;
};
