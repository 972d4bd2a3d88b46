import type { ApiClient } from '../cli/api-client.ts';
import type { Column } from './columns.ts';

/** A line's values by the API's names of the fields; empty cells are left out. */
export type ImportRow = Readonly<Record<string, unknown>>;

/** What became of a row: created, updated, unchanged or refused, with what is wrong by the API's names of the fields. */
export type SentRow = {
  readonly outcome: string;
  readonly faults: readonly { readonly field: string; readonly rule: string }[];
};

/** A kind of file that can be imported. */
export type ImportKind = {
  readonly name: string;
  readonly summary: string;
  readonly columns: readonly Column[];
  /** Columns that are filled together or not at all. */
  readonly together: readonly string[];
  /** Sends up to 500 rows; says in their order what became of each. */
  readonly send: (api: ApiClient, rows: readonly ImportRow[]) => Promise<readonly SentRow[]>;
};
