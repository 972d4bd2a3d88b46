/** A stretch of one index component, by the encodings (or heads of encodings) at its ends. */
export type Interval = {
  low: Buffer;
  lowInclusive: boolean;
  high: Buffer;
  highInclusive: boolean;
  point: boolean;
  /** For explain. */
  shown: () => string;
};
