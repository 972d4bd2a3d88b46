import { toNumber } from '../bson/numbers.ts';
import { type Doc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { timeSeriesOf } from './time-series.ts';

/** Documents whose date at the path is older than so many seconds go. */
export type Expiry = { path: string; seconds: number };

/** The `expireAfterSeconds` option of create; undefined when nothing expires. */
export function expiryOption(given: Value | undefined, options: Doc): Value | undefined {
  if (given === undefined || given === null || given === 'off') return undefined;
  if (!options.has('timeseries') && !options.has('clusteredIndex'))
    throw commandError(
      'InvalidOptions',
      "'expireAfterSeconds' is only supported on time-series collections or when the 'clusteredIndex' option is specified",
    );
  if (!isNumeric(given) || !(toNumber(given) >= 0))
    throw commandError('InvalidOptions', "'expireAfterSeconds' is 'off' or a number of seconds");
  return given;
}

/** How the documents of a collection with these options expire, beside its TTL indexes. */
export function expiryOf(options: Doc): Expiry | undefined {
  const seconds = options.get('expireAfterSeconds');
  if (!isNumeric(seconds)) return undefined;
  return { path: timeSeriesOf(options)?.timeField ?? '_id', seconds: toNumber(seconds) };
}
