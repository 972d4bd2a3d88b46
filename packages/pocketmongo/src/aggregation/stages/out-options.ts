import { isDoc, type Doc, type Value } from '../../bson/values.ts';
import { timeSeriesOption } from '../../catalog/time-series-option.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish } from '../expressions/expression.ts';
import { checkWritten, type Written } from './written-collection.ts';

/** The operand of `$out`. */
export interface OutOptions extends Written {
  /** The target has to be, or becomes, a time series with these options. */
  timeSeries: Doc | undefined;
}

const FIELDS = new Set(['db', 'coll', 'timeseries']);

/** The operand checked: a collection's name, or `{db, coll, timeseries}`. */
export function parseOut(operand: Value, database: string): OutOptions {
  if (typeof operand === 'string')
    return checkWritten({ database, collection: operand, timeSeries: undefined }, '$out');
  if (!isDoc(operand)) throw locationError(16990, '$out only supports a string or object argument');
  for (const name of operand.keys())
    if (!FIELDS.has(name)) throw locationError(40415, `BSON field '$out.${name}' is an unknown field.`);
  const timeSeries = operand.get('timeseries');
  if (!isNullish(timeSeries) && !isDoc(timeSeries))
    throw commandError(
      'TypeMismatch',
      `'timeseries' of $out must be an object, found ${typeAlias(timeSeries)}`,
    );
  return checkWritten(
    {
      database: nameOf(operand, 'db'),
      collection: nameOf(operand, 'coll'),
      timeSeries: isNullish(timeSeries) ? undefined : timeSeriesOption(withoutNulls(timeSeries)),
    },
    '$out',
  );
}

function nameOf(operand: Doc, field: 'db' | 'coll'): string {
  const name = operand.get(field);
  if (isNullish(name))
    throw locationError(40414, `BSON field '$out.${field}' is missing but a required field`);
  if (typeof name !== 'string')
    throw commandError('TypeMismatch', `'${field}' of $out must be a string, found ${typeAlias(name)}`);
  return name;
}

const withoutNulls = (fields: Doc): Doc => new Map([...fields].filter(([, value]) => !isNullish(value)));
