import type { Row } from '../report/row.ts';

/** One benchmark: `name` chooses it on the command line. `quick` asks for a look rather than for figures. */
export type Measurement = {
  readonly name: string;
  readonly measure: (options: { readonly quick: boolean }) => Promise<readonly Row[]>;
};
