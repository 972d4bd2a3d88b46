/** A key of the store with its value. */
export type Entry = { key: Buffer; value: Uint8Array };

/** A stretch of keys, in one direction. */
export type RangeRequest = {
  /** Inclusive. */
  from: Buffer;
  /** Exclusive. */
  to: Buffer;
  reverse: boolean;
  /** Leave the values out; `value` is then empty. */
  keysOnly: boolean;
};
