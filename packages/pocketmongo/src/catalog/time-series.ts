import { valuesEqual } from '../bson/compare.ts';
import { type Doc, isDoc } from '../bson/values.ts';
import type { UpdateRequest } from '../execution/requests.ts';
import { commandError } from '../errors.ts';

/** A time-series collection: its measurements are stored as ordinary documents, under these rules. */
export type TimeSeries = {
  timeField: string;
  metaField: string | undefined;
};

const invalid = (message: string): Error => commandError('InvalidOptions', message);

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
  if (request.piped === true)
    throw invalid('Cannot perform an update by a pipeline on a time-series collection');
  if (!asksOnlyFor(metaField, request.query.filter))
    throw invalid(
      'Cannot perform an update on a time-series collection when querying on a field that is not the metaField',
    );
}

/** Whether a filter looks at nothing beside the metaField. */
export function asksOnlyFor(metaField: string | undefined, filter: Doc): boolean {
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
