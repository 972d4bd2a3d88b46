import { type Doc, isDoc } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { refuseWindow, requireSort, type WindowFunctionCompiler } from './window-function.ts';

interface Rank {
  place: number;
  /** How many documents before this one differ from the one in front of them. */
  changes: number;
  /** The place of the first document that `sortBy` can't tell from this one. */
  first: number;
}

const ranking =
  (number: (rank: Rank) => number): WindowFunctionCompiler =>
  (argument, context, window, name) => {
    if (!isDoc(argument) || argument.size > 0)
      throw commandError('FailedToParse', `${name} must be specified with '{}' as the value`);
    refuseWindow(window, name);
    requireSort(context, name);
    const { compare } = context;
    const differ = (a: Doc | undefined, b: Doc): boolean => a === undefined || compare?.(a, b) !== 0;
    return (documents) => {
      const rank: Rank = { place: 0, changes: 0, first: 0 };
      return documents.map((document, place) => {
        rank.place = place;
        if (differ(documents[place - 1], document)) {
          rank.changes += 1;
          rank.first = place;
        }
        return BigInt(number(rank));
      });
    };
  };

/** `$documentNumber: {}` */
export const documentNumber = ranking(({ place }) => place + 1);
/** `$rank: {}`: equal documents share a rank, the next ones skip as many */
export const rank = ranking(({ first }) => first + 1);
/** `$denseRank: {}`: equal documents share a rank, the next one follows */
export const denseRank = ranking(({ changes }) => changes);
