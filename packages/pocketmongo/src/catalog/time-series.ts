import { valuesEqual } from '../bson/compare.ts';
import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import type { UpdateRequest } from '../execution/requests.ts';
import { commandError, locationError } from '../errors.ts';
import { typeAlias } from '../query/types.ts';

/** A time-series collection: its measurements are stored as ordinary documents, under these rules. */
export type TimeSeries = {
  timeField: string;
  metaField: string | undefined;
};

/** Seconds that a bucket spans at most, by granularity, as the manual has them. */
const SPANS: ReadonlyMap<string, number> = new Map([
  ['seconds', 3_600],
  ['minutes', 86_400],
  ['hours', 2_592_000],
]);
const OPTIONS = new Set([
  'timeField',
  'metaField',
  'granularity',
  'bucketMaxSpanSeconds',
  'bucketRoundingSeconds',
]);

const wrongType = (option: string, value: Value): Error =>
  commandError('TypeMismatch', `BSON field 'timeseries.${option}' is the wrong type '${typeAlias(value)}'`);
const invalid = (message: string): Error => commandError('InvalidOptions', message);

/** The `timeseries` option of create, checked and completed. */
export function timeSeriesOption(given: Doc): Doc {
  for (const name of given.keys()) {
    if (!OPTIONS.has(name))
      throw locationError(40415, `BSON field 'timeseries.${name}' is an unknown field.`);
  }
  const timeField = fieldName(given, 'timeField');
  const metaField = fieldName(given, 'metaField');
  if (timeField === undefined)
    throw locationError(40414, "BSON field 'timeseries.timeField' is missing but a required field");
  if (timeField === metaField) throw invalid("'timeField' and 'metaField' have to differ");
  const option: Doc = new Map<string, Value>([['timeField', timeField]]);
  if (metaField !== undefined) option.set('metaField', metaField);
  const span = spanOf(given, 'bucketMaxSpanSeconds');
  const rounding = spanOf(given, 'bucketRoundingSeconds');
  if ((span !== undefined || rounding !== undefined) && !asListed(given)) {
    if (span === undefined || rounding === undefined || span !== rounding || given.has('granularity'))
      throw invalid(
        "'bucketMaxSpanSeconds' and 'bucketRoundingSeconds' go together, equal and without 'granularity'",
      );
    return option.set('bucketRoundingSeconds', rounding).set('bucketMaxSpanSeconds', span);
  }
  const granularity = given.get('granularity') ?? 'seconds';
  if (typeof granularity !== 'string') throw wrongType('granularity', granularity);
  const seconds = SPANS.get(granularity);
  if (seconds === undefined) throw commandError('BadValue', "'granularity' is seconds, minutes or hours");
  return option.set('granularity', granularity).set('bucketMaxSpanSeconds', seconds);
}

/** The longest span of a bucket, a year. */
const MAX_SPAN_SECONDS = 31_536_000;

function spanOf(given: Doc, option: string): number | undefined {
  const span = given.get(option);
  if (span === undefined) return undefined;
  if (!isNumeric(span)) throw wrongType(option, span);
  const seconds = wholeNumberOf(span);
  if (seconds >= 1 && seconds <= MAX_SPAN_SECONDS) return seconds;
  throw commandError('BadValue', `'timeseries.${option}' is from 1 to ${MAX_SPAN_SECONDS}`);
}

/** As listCollections shows it, which tools give back: the granularity with the span that belongs to it. */
function asListed(given: Doc): boolean {
  const span = given.get('bucketMaxSpanSeconds');
  const granularity = given.get('granularity');
  return (
    typeof granularity === 'string' &&
    !given.has('bucketRoundingSeconds') &&
    isNumeric(span) &&
    toNumber(span) === SPANS.get(granularity)
  );
}

function fieldName(given: Doc, option: string): string | undefined {
  const name = given.get(option);
  if (name === undefined) return undefined;
  if (typeof name !== 'string') throw wrongType(option, name);
  if (name === '' || name === '_id' || name.includes('.') || name.startsWith('$'))
    throw invalid(`'timeseries.${option}' has to be the name of a top-level field other than _id`);
  return name;
}

/** The rules of a collection with these options; undefined for one that is not a time series. */
export function timeSeriesOf(options: Doc): TimeSeries | undefined {
  const option = options.get('timeseries');
  const timeField = isDoc(option) ? option.get('timeField') : undefined;
  const metaField = isDoc(option) ? option.get('metaField') : undefined;
  if (typeof timeField !== 'string') return undefined;
  return { timeField, metaField: typeof metaField === 'string' ? metaField : undefined };
}

/** Refuses a document without a date in the time field. */
export function checkMeasurement({ timeField }: TimeSeries, document: Doc): void {
  if (document.get(timeField) instanceof Date) return;
  throw commandError(
    'BadValue',
    `'${timeField}' must be present and contain a valid BSON UTC datetime value`,
  );
}

/** Refuses what the manual rules out: only the metaField is updated, in many documents that it alone selects. */
export function checkTimeSeriesUpdate({ metaField }: TimeSeries, request: UpdateRequest): void {
  if (request.upsert !== undefined) throw invalid('Cannot perform an upsert on a time-series collection');
  if (!request.multi) throw invalid('Cannot perform a non-multi update on a time-series collection');
  if (!asksOnlyFor(metaField, request.query.filter))
    throw invalid(
      'Cannot perform an update on a time-series collection when querying on a field that is not the metaField',
    );
}

function asksOnlyFor(metaField: string | undefined, filter: Doc): boolean {
  return [...filter].every(([key, operand]) => {
    if (key === '$comment') return true;
    if (!key.startsWith('$'))
      return metaField !== undefined && (key === metaField || key.startsWith(`${metaField}.`));
    const isLogical = (key === '$and' || key === '$or' || key === '$nor') && Array.isArray(operand);
    return isLogical && operand.every((branch) => isDoc(branch) && asksOnlyFor(metaField, branch));
  });
}

/** Refuses a changed document that differs in more than the metaField. */
export function checkMeasurementChange({ metaField }: TimeSeries, before: Doc, after: Doc): void {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    if (name !== metaField && !valuesEqual(before.get(name), after.get(name)))
      throw invalid(
        'Cannot perform an update on a time-series collection which updates a field that is not the metaField',
      );
  }
}

/** Refuses indexes that a time series can't have. */
export function checkTimeSeriesIndex(spec: Doc): void {
  for (const option of ['unique', 'sparse']) {
    const value = spec.get(option);
    if (value === true || (isNumeric(value) && toNumber(value) !== 0))
      throw invalid(`${option} indexes are not supported on time-series collections`);
  }
  const key = spec.get('key');
  const kinds = isDoc(key) ? [...key.values()] : [];
  if (kinds.some((kind) => kind === 'text' || kind === 'hashed'))
    throw invalid('text and hashed indexes are not supported on time-series collections');
}
