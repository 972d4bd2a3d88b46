import { doc, type Doc, isDoc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { missingField, unknownField, wrongType } from '../field-errors.ts';
import { isInternal, splitNamespace } from './namespace.ts';

const OPTION = 'changeStreamPreAndPostImages';

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
  if (!isDoc(value)) throw wrongType(field, value, 'object');
  for (const name of value.keys()) if (name !== 'enabled') throw unknownField(`${field}.${name}`);
  const enabled = value.get('enabled') ?? undefined;
  if (enabled === undefined) throw missingField(`${field}.enabled`);
  if (typeof enabled !== 'boolean') throw wrongType(`${field}.enabled`, enabled, 'bool');
  const { database } = splitNamespace(namespace);
  if (enabled && isInternal(database))
    throw commandError(
      'InvalidOptions',
      `${OPTION} collection option is not supported on the ${database} database`,
    );
  return { enabled };
}

/** Options of a collection with this one turned on or off; off is not stored. */
export function withImages(options: Doc, { enabled }: { enabled: boolean }): Doc {
  if (options.has('timeseries') || (enabled && options.has('viewOn')))
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
