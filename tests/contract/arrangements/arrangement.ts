import type { Headers } from '../../harness/http.ts';
import type { Example } from '../walk/operations.ts';
import type { Stage } from '../world/stage.ts';

/** What has been made ready so that an operation's example can succeed. */
export type Arranged = {
  /** Who asks. */
  readonly as: Headers;
  /** Texts of the example, and what stands for them here: ids, tokens, names that must be new. */
  readonly real?: Readonly<Record<string, string>>;
  /** Callers of an allowed role who have nothing to do with what is asked for. */
  readonly strangers?: readonly Headers[];
};

export type Arrange = (stage: Stage, example: Example) => Arranged | Promise<Arranged>;

/** How to make each operation's example succeed, by operation id. */
export type Arrangements = Readonly<Record<string, Arrange>>;

export const byOperator: Arrange = ({ world }) => ({ as: world.operator });
export const byAnyone: Arrange = () => ({ as: {} });

/** The same things, for whom everybody is as good as the next. */
export function withoutStrangers(arrange: Arrange): Arrange {
  return async (stage, example) => ({ ...(await arrange(stage, example)), strangers: [] });
}

/** The same things, asked for by nobody in particular. */
export function inPublic(arrange: Arrange): Arrange {
  return async (stage, example) => ({ ...(await arrange(stage, example)), as: {}, strangers: [] });
}

/** The same things, asked for by the operator, to whom nothing is strange. */
export function forOperator(arrange: Arrange): Arrange {
  return async (stage, example) => ({
    ...(await arrange(stage, example)),
    as: stage.world.operator,
    strangers: [],
  });
}
