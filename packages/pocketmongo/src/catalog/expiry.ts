import { toNumber } from '../bson/numbers.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import { type Doc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { wrongType } from '../field-errors.ts';
import { timeSeriesOf } from './time-series.ts';

/** Documents whose date at the path is older than so many seconds go. */
export type Expiry = { path: string; seconds: number };

const OPTION = 'expireAfterSeconds';
const invalid = (message: string): Error => commandError('InvalidOptions', `'${OPTION}' ${message}`);

/** The `expireAfterSeconds` option of create; undefined when nothing expires. */
export function expiryOption(given: Value | undefined, options: Doc): Value | undefined {
  if (given === undefined || given === null) return undefined;
  return secondsOf(given, options);
}

/** The `expireAfterSeconds` of collMod for a collection with these options; undefined when nothing expires any more. */
export function changedExpiry(given: Value, options: Doc): Value | undefined {
  if (typeof given !== 'string') return secondsOf(given, options);
  checkExpires(options);
  if (given !== 'off') throw invalid("is 'off' or a number of seconds");
  return undefined;
}

function secondsOf(given: Value, options: Doc): Value {
  if (!isNumeric(given)) throw wrongType(OPTION, given, 'long');
  checkExpires(options);
  const seconds = wholeNumberOf(given);
  if (seconds < 0) throw invalid('cannot be less than 0');
  if (seconds > Date.now() / 1_000)
    throw invalid('must be within the range of the time that has passed since 1970');
  return BigInt(seconds);
}

function checkExpires(options: Doc): void {
  if (options.has('timeseries') || options.has('clusteredIndex')) return;
  throw invalid(
    "is only supported on time-series collections or when the 'clusteredIndex' option is specified",
  );
}

/** How the documents of a collection with these options expire, beside its TTL indexes. */
export function expiryOf(options: Doc): Expiry | undefined {
  const seconds = options.get(OPTION);
  if (!isNumeric(seconds)) return undefined;
  return { path: timeSeriesOf(options)?.timeField ?? '_id', seconds: toNumber(seconds) };
}
