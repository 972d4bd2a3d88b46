import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { codeNameOf, commandError, CommandError } from '../errors.ts';

/** The fail point `failGetMoreAfterCursorCheckout` of the change streams specification. */
export interface GetMorePoint {
  configure: (mode: Value | undefined, data: Doc) => void;
  /** Throws the error that a getMore is to fail with, now that its cursor is at hand. */
  hit: () => void;
}

export function createGetMorePoint(): GetMorePoint {
  let skip = 0;
  let times = 0;
  let code = 0;
  return {
    configure: (mode, data) => {
      if (data.get('closeConnection') === true) {
        throw commandError(
          'CommandNotSupported',
          'failGetMoreAfterCursorCheckout.closeConnection is not supported',
        );
      }
      const counts = isDoc(mode) ? mode : new Map<string, Value>();
      skip = numberOf(counts.get('skip'), 0);
      times = mode === 'off' ? 0 : counts.has('times') ? numberOf(counts.get('times'), 1) : Infinity;
      code = numberOf(data.get('errorCode'), 1);
    },
    hit: () => {
      if (times <= 0) return;
      if (skip > 0) {
        skip -= 1;
        return;
      }
      times -= 1;
      throw new CommandError(
        code,
        codeNameOf(code),
        "Failing getMore via 'failGetMoreAfterCursorCheckout' failpoint",
      );
    },
  };
}

const numberOf = (value: Value | undefined, fallback: number): number =>
  isNumeric(value) ? toNumber(value) : fallback;
