import { type Doc, isDoc } from '../../bson/values.ts';
import { type CommandError, locationError } from '../../errors.ts';
import type { WindowFunctionCompiler } from './window-function.ts';

interface Rank {
  place: number;
  /** How many documents before this one differ from the one in front of them. */
  changes: number;
  /** The place of the first document that `sortBy` can't tell from this one. */
  first: number;
}

/** The error of anything that stands beside a rank in its output field. */
export const extraRankArguments = (name: string): CommandError =>
  locationError(5371601, `Rank style window functions take no other arguments: ${name}`);

const ranking =
  (number: (rank: Rank) => number): WindowFunctionCompiler =>
  (argument, context, window, name) => {
    if (!isDoc(argument) || argument.size > 0)
      throw locationError(5371603, `(None) must be specified with '{}' as the value for ${name}`);
    if (window !== undefined) throw extraRankArguments(name);
    const { compare, sortBy } = context;
    if (sortBy?.size !== 1)
      throw locationError(
        5371602,
        `${name} must be specified with a top level sortBy expression with exactly one element`,
      );
    const differ = (a: Doc | undefined, b: Doc): boolean => a === undefined || compare?.(a, b) !== 0;
    return (documents) => {
      const rank: Rank = { place: 0, changes: 0, first: 0 };
      return documents.map((document, place) => {
        rank.place = place;
        if (differ(documents[place - 1], document)) {
          rank.changes += 1;
          rank.first = place;
        }
        return number(rank);
      });
    };
  };

/** The functions that number documents. Equal ones share a rank: the next ones skip as many, or follow (`$denseRank`). */
export const RANKS: ReadonlyMap<string, WindowFunctionCompiler> = new Map([
  ['$documentNumber', ranking(({ place }) => place + 1)],
  ['$rank', ranking(({ first }) => first + 1)],
  ['$denseRank', ranking(({ changes }) => changes)],
]);
