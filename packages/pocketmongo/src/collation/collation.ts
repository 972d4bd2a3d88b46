import type { Doc } from '../bson/values.ts';

/** How strings compare; `locale: 'simple'` is no collation. */
export type Collation = {
  /** The locale as a language tag. */
  tag: string;
  strength: 1 | 2 | 3;
  caseLevel: boolean;
  caseFirst: 'off' | 'upper' | 'lower';
  numericOrdering: boolean;
  ignorePunctuation: boolean;
  /** The whole specification, as stored and listed. */
  spec: Doc;
};
