/** One field of an index, in its order. */
export type IndexField = {
  path: string;
  parts: readonly string[];
  direction: 1 | -1;
};
