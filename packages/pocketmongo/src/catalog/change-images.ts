import { doc, type Doc, isDoc } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { splitNamespace } from './namespace.ts';

const OPTION = 'changeStreamPreAndPostImages';
const INTERNAL = ['admin', 'local', 'config'];

/**
 * The option by which the log of changes keeps the documents of a collection as they were before and after a change;
 * undefined when a command doesn't speak of it.
 */
export function imagesOption(
  body: Doc,
  namespace: string,
  command: string,
): { enabled: boolean } | undefined {
  const value = body.get(OPTION);
  if (value === undefined || value === null) return undefined;
  const field = `${command}.${OPTION}`;
  if (!isDoc(value))
    throw commandError('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'object'`);
  for (const name of value.keys())
    if (name !== 'enabled') throw locationError(40415, `BSON field '${field}.${name}' is an unknown field.`);
  const enabled = value.get('enabled');
  if (enabled === undefined)
    throw locationError(40414, `BSON field '${field}.enabled' is missing but a required field`);
  if (typeof enabled !== 'boolean')
    throw commandError(
      'TypeMismatch',
      `BSON field '${field}.enabled' is the wrong type, expected type 'bool'`,
    );
  const { database } = splitNamespace(namespace);
  if (enabled && INTERNAL.includes(database))
    throw commandError(
      'InvalidOptions',
      `${OPTION} collection option is not supported on the ${database} database`,
    );
  return { enabled };
}

/** Options of a collection with this one turned on or off; off is not stored. */
export function withImages(options: Doc, { enabled }: { enabled: boolean }): Doc {
  if (enabled && (options.has('timeseries') || options.has('viewOn')))
    throw commandError(
      'InvalidOptions',
      `${OPTION} collection option is not supported on ${options.has('viewOn') ? 'views' : 'time-series collections'}`,
    );
  const changed = new Map(options);
  changed.delete(OPTION);
  if (enabled) changed.set(OPTION, doc({ enabled: true }));
  return changed;
}

/** Whether a collection with these options keeps images. */
export function keepsImages(options: Doc): boolean {
  const option = options.get(OPTION);
  return isDoc(option) && option.get('enabled') === true;
}
