import type { Doc } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Query } from '../execution/query.ts';
import type { Predicate, RawPredicate } from '../query/query-language.ts';
import type { TextSearch } from '../indexes/text/search.ts';
import type { IndexPlan } from './index-plan.ts';
import type { SortField } from './sort-spec.ts';

/** Fields that are read out of the keys of an index. */
export type KeyFields = {
  fields: readonly { position: number; path: string }[];
  /** They are those that the query asks for, none beside. */
  only: boolean;
};

/** What is looked for in the keys of an index before documents are read. */
export type KeyConditions = { filter: Doc; fields: KeyFields };

export type IndexAccess = {
  kind: 'index';
  plan: IndexPlan;
  reverse: boolean;
  /** The plan's streams are merged by what follows their points. */
  merge: boolean;
  /** The field of which each value is met once; what follows with the same value is passed by. */
  distinct: number | undefined;
  /** Rows tell their keys. */
  returnKey: boolean;
  /** Of those that have null or nothing, each is wanted: they share a key. */
  distinctNulls: boolean;
  /** Set when the keys answer all that is asked for and no document is read. */
  covered: KeyFields | undefined;
  /** Conditions beyond the bounds that keys are held to before their documents are read. */
  conditions: (KeyConditions & { matches: Predicate }) | undefined;
};

/** An index read forwards, its documents by the way. */
export const indexAccess = (plan: IndexPlan): IndexAccess => ({
  kind: 'index',
  plan,
  reverse: false,
  merge: false,
  distinct: undefined,
  returnKey: false,
  distinctNulls: false,
  covered: undefined,
  conditions: undefined,
});

/** How the candidates of a query are found. */
export type Access =
  | { kind: 'none' }
  | { kind: 'collection'; reverse: boolean }
  | IndexAccess
  | { kind: 'or'; plans: IndexPlan[] }
  | { kind: 'text'; index: IndexEntry; search: TextSearch };

/** A query made ready to run. */
export type Plan = {
  query: Query;
  collection: CollectionEntry | undefined;
  access: Access;
  /** Missing when the access gives matching documents only. */
  residual: Predicate | undefined;
  /** Makes the residual's form on bytes, which is worth its while when many documents are looked at. */
  rawResidual: () => RawPredicate | undefined;
  /** Missing when the access gives the right order. */
  sort: SortField[] | undefined;
  skip: number;
  limit: number;
  /** An index filter was in force. */
  isFiltered?: boolean;
  /** What the planner did not choose, for explain. */
  rejected: Access[];
};
