import { type Doc, isNumeric, type Value } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import { commandError } from '../errors.ts';
import { missingField, unknownField, wrongType } from '../field-errors.ts';
import { show } from '../query/show.ts';

/** Seconds that a bucket spans at most, by granularity, as the manual has them. */
const SPANS: ReadonlyMap<string, number> = new Map([
  ['seconds', 3_600],
  ['minutes', 86_400],
  ['hours', 2_592_000],
]);
/** The longest span of a bucket, a year. */
const MAX_SPAN_SECONDS = 31_536_000;
const BUCKETS = ['granularity', 'bucketMaxSpanSeconds', 'bucketRoundingSeconds'] as const;

const invalid = (message: string): Error => commandError('InvalidOptions', message);

/** The `timeseries` option of create, checked and completed. */
export function timeSeriesOption(given: Doc): Doc {
  checkNames(given, ['timeField', 'metaField', ...BUCKETS]);
  const timeField = fieldName(given, 'timeField');
  const metaField = fieldName(given, 'metaField');
  if (timeField === undefined) throw missingField('timeseries.timeField');
  if (timeField === metaField) throw invalid("'timeField' and 'metaField' have to differ");
  const fields: Doc = new Map<string, Value>([['timeField', timeField]]);
  if (metaField !== undefined) fields.set('metaField', metaField);
  return new Map([...fields, ...(bucketsOf(given) ?? bucketsBy('seconds'))]);
}

/** The option after a collMod, whose buckets never get shorter. */
export function changedTimeSeries(present: Doc, given: Doc): Doc {
  checkNames(given, BUCKETS);
  const buckets = bucketsOf(given);
  if (buckets === undefined) return present;
  const fields = [...present].filter(([name]) => name === 'timeField' || name === 'metaField');
  const [before, after] = [present, buckets].map((option) => spanOf(option, 'bucketMaxSpanSeconds') ?? 0);
  if ((after ?? 0) < (before ?? 0))
    throw invalid('Invalid transition for timeseries: the span of its buckets can only be increased');
  return new Map([...fields, ...buckets]);
}

function checkNames(given: Doc, known: readonly string[]): void {
  for (const name of given.keys()) {
    if (!known.includes(name)) throw unknownField(`timeseries.${name}`);
  }
}

/** What is said of buckets, completed; undefined when nothing is. */
function bucketsOf(given: Doc): Doc | undefined {
  const granularity = granularityOf(given);
  const span = spanOf(given, 'bucketMaxSpanSeconds');
  const rounding = spanOf(given, 'bucketRoundingSeconds');
  if (span === undefined && rounding === undefined)
    return granularity === undefined ? undefined : bucketsBy(granularity);
  // As listCollections shows it, which tools give back: the granularity with the span that belongs to it.
  if (granularity !== undefined && rounding === undefined && span === SPANS.get(granularity))
    return bucketsBy(granularity);
  if (span === undefined || span !== rounding || granularity !== undefined)
    throw invalid(
      "'bucketMaxSpanSeconds' and 'bucketRoundingSeconds' go together, equal and without 'granularity'",
    );
  return new Map([
    ['bucketRoundingSeconds', rounding],
    ['bucketMaxSpanSeconds', span],
  ]);
}

const bucketsBy = (granularity: string): Doc =>
  new Map<string, Value>([
    ['granularity', granularity],
    ['bucketMaxSpanSeconds', SPANS.get(granularity) ?? 0],
  ]);

function granularityOf(given: Doc): string | undefined {
  const granularity = given.get('granularity') ?? undefined;
  if (granularity === undefined) return undefined;
  if (typeof granularity !== 'string') throw wrongType('timeseries.granularity', granularity, 'string');
  if (SPANS.has(granularity)) return granularity;
  throw commandError(
    'BadValue',
    `Enumeration value ${show(granularity)} for field 'timeseries.granularity' is not a valid value.`,
  );
}

function spanOf(given: Doc, option: string): number | undefined {
  const span = given.get(option) ?? undefined;
  if (span === undefined) return undefined;
  if (!isNumeric(span)) throw wrongType(`timeseries.${option}`, span, 'int');
  const seconds = wholeNumberOf(span);
  if (seconds >= 1 && seconds <= MAX_SPAN_SECONDS) return seconds;
  throw commandError('BadValue', `'timeseries.${option}' is from 1 to ${MAX_SPAN_SECONDS}`);
}

function fieldName(given: Doc, option: string): string | undefined {
  const name = given.get(option) ?? undefined;
  if (name === undefined) return undefined;
  if (typeof name !== 'string') throw wrongType(`timeseries.${option}`, name, 'string');
  if (name.includes('\0')) throw commandError('BadValue', `'timeseries.${option}' contains a null byte`);
  if (name === '' || name === '_id' || name.includes('.') || name.startsWith('$'))
    throw invalid(`'timeseries.${option}' has to be the name of a top-level field other than _id`);
  return name;
}
