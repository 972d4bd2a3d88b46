import { compareValues } from '../../bson/compare.ts';
import { addNumbers, toNumber } from '../../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { addUnits, type Unit, UNITS } from '../expressions/calendar.ts';
import { valueAt } from '../expressions/field-path.ts';
import { sortPath, type WindowContext } from './window-function.ts';

/** For a partition and the place of a document: the first place in its window and the one behind the last. */
export type Bounds = (documents: readonly Doc[]) => (place: number) => readonly [from: number, to: number];

/** An end of a window: a distance from the document, 0 for `current`, undefined for `unbounded`. */
type End = Exclude<Value, string> | undefined;

/** Compiles `window: {documents: […]}` or `{range: […], unit}`; without one it is the whole partition. */
export function compileBounds(window: Value | undefined, context: WindowContext): Bounds {
  if (window === undefined) return whole;
  if (!isDoc(window)) throw commandError('FailedToParse', "'window' field must be an object");
  for (const key of window.keys()) {
    if (!['documents', 'range', 'unit'].includes(key))
      throw commandError('FailedToParse', `'window' field can only contain 'documents', 'range' and 'unit'`);
  }
  const [documents, range, unit] = [window.get('documents'), window.get('range'), window.get('unit')];
  if (documents !== undefined && range !== undefined)
    throw commandError('FailedToParse', "'window' field can have only one of 'documents' and 'range'");
  if (documents !== undefined) {
    if (unit !== undefined) throw commandError('FailedToParse', "'unit' is for range windows only");
    return byPlaces(ends(documents), context);
  }
  return range === undefined ? whole : byRange(ends(range), unitOf(unit), context);
}

const whole: Bounds = (documents) => () => [0, documents.length];

function ends(value: Value): [End, End] {
  if (!Array.isArray(value) || value.length !== 2)
    throw commandError('FailedToParse', 'window bounds must be an array of two ends');
  const [lower, upper] = value.map(endOf);
  return [lower, upper];
}

function endOf(value: Value): End {
  if (value === 'unbounded') return undefined;
  if (value === 'current') return 0;
  if (isNumeric(value)) return value;
  throw commandError('FailedToParse', "a window bound must be 'unbounded', 'current' or a number");
}

function unitOf(value: Value | undefined): Unit | undefined {
  if (value === undefined) return undefined;
  const unit = UNITS.find((one) => one === value);
  if (unit === undefined) throw commandError('FailedToParse', "the 'unit' of a window must be a time unit");
  return unit;
}

function byPlaces([lower, upper]: [End, End], context: WindowContext): Bounds {
  const [before, behind] = [distance(lower), distance(upper)];
  if ((before !== undefined || behind !== undefined) && context.sortBy === undefined)
    throw locationError(5339901, 'a window of documents with a bound requires a sortBy');
  if (before !== undefined && behind !== undefined && before > behind)
    throw locationError(5339900, `Lower bound must not exceed upper bound: [${before}, ${behind}]`);
  return ({ length }) =>
    (place) => {
      const from = before === undefined ? 0 : Math.min(length, Math.max(0, place + before));
      const to = behind === undefined ? length : Math.min(length, Math.max(0, place + behind + 1));
      return [from, Math.max(from, to)];
    };
}

function distance(end: End): number | undefined {
  if (end === undefined) return undefined;
  const number = isNumeric(end) ? toNumber(end) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw commandError('FailedToParse', 'Numeric document-based bounds must be an integer');
}

function byRange([lower, upper]: [End, End], unit: Unit | undefined, context: WindowContext): Bounds {
  const path = rangePath(context);
  if (lower !== undefined && upper !== undefined && compareValues(lower, upper) > 0)
    throw locationError(5339900, 'Lower bound must not exceed upper bound');
  return (documents) => {
    const values = documents.map((document) => valueAt(document, path, 0));
    // The values ascend, so both ends only move on.
    let [from, to] = [0, 0];
    return (place) => {
      const value = axisValue(values[place], unit);
      if (lower !== undefined) {
        const least = moved(value, lower, unit);
        while (from < values.length && compareValues(values[from], least) < 0) from += 1;
      }
      if (upper === undefined) return [from, values.length];
      const most = moved(value, upper, unit);
      while (to < values.length && compareValues(values[to], most) <= 0) to += 1;
      return [from, Math.max(from, to)];
    };
  };
}

function rangePath(context: WindowContext): readonly string[] {
  const [direction, ...others] = context.sortBy?.values() ?? [];
  if (direction === undefined || others.length > 0)
    throw locationError(5339902, 'a range window requires a sortBy of exactly one field');
  if (direction === -1) throw locationError(8947401, 'a range window requires an ascending sortBy');
  return sortPath(context, 'a range window');
}

function axisValue(value: Value | undefined, unit: Unit | undefined): Value {
  if (unit === undefined && isNumeric(value)) return value;
  if (unit !== undefined && value instanceof Date) return value;
  const [code, wanted] = unit === undefined ? [5429414, 'number'] : [5429513, 'Date'];
  throw locationError(
    code,
    `Invalid range: Expected the sortBy field to be a ${wanted}, but it was ${typeAlias(value)}`,
  );
}

function moved(value: Value, by: Value, unit: Unit | undefined): Value {
  if (!isNumeric(by)) return value;
  if (isNumeric(value)) return addNumbers(value, by);
  return value instanceof Date && unit !== undefined ? addUnits(value, unit, toNumber(by), 'UTC') : value;
}
