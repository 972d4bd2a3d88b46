import type { Doc } from '../bson/values.ts';
import type { Query } from '../execution/query.ts';

/** The only indexes that queries of a shape may use, by name or key pattern; in force until the server ends. */
export interface IndexFilter {
  shape: string;
  query: Query;
  indexes: readonly (string | Doc)[];
}
