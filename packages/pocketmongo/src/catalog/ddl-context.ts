import type { QueryLanguage } from '../query/query-language.ts';

/** What changes of the catalog need of the engine. */
export type Catalogue = {
  language: QueryLanguage;
  /** A table number that was never used. */
  nextTable(): number;
};
