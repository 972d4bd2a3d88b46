import { toNumber } from '../../bson/numbers.ts';
import { type Doc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { FIXED_MS, UNITS } from '../expressions/calendar.ts';
import { valueAt } from '../expressions/field-path.ts';
import { sortPath, type WindowContext } from './window-function.ts';

/** Where a document lies on the sort field, as a number; dates count in units from week down to millisecond. */
export function compileAxis(
  context: WindowContext,
  name: string,
  unit: Value | undefined,
  datesNeedUnit = true,
): (document: Doc) => number {
  const path = sortPath(context, name);
  const known = UNITS.find((one) => one === unit);
  const length = known === undefined ? undefined : FIXED_MS.get(known);
  if (unit !== undefined && length === undefined)
    throw commandError('FailedToParse', `the 'unit' of ${name} must be 'week' or less`);
  return (document) => {
    const value = valueAt(document, path, 0);
    if (value instanceof Date && (length !== undefined || !datesNeedUnit))
      return value.getTime() / (length ?? 1);
    if (isNumeric(value) && length === undefined) return toNumber(value);
    throw locationError(
      5624900,
      `${name} needs a sortBy field of ${length === undefined ? 'numbers' : 'dates'}${value instanceof Date ? ", or a 'unit'" : ''}, found ${typeAlias(value)}`,
    );
  };
}
