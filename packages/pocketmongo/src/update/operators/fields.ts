import { compareValues } from '../../bson/compare.ts';
import { isDoc, Timestamp, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import type { Draft } from '../draft.ts';
import { immutableId } from '../immutable-id.ts';
import { type Modifier, replacing } from '../modifier.ts';

/** `$set` */
export const set: Modifier = (_path, operand) => replacing(() => operand);

/** `$setOnInsert` */
export const setOnInsert: Modifier = (_path, operand) =>
  replacing((_current, { inserting }) => (inserting ? operand : undefined));

/** `$unset` */
export const unset: Modifier = () => (draft, path) => draft.unset(path);

/** `$min` */
export const min: Modifier = (_path, operand, { collation }) =>
  replacing((current) =>
    current === undefined || compareValues(operand, current, collation) < 0 ? operand : undefined,
  );

/** `$max` */
export const max: Modifier = (_path, operand, { collation }) =>
  replacing((current) =>
    current === undefined || compareValues(operand, current, collation) > 0 ? operand : undefined,
  );

/** `$currentDate` */
export const currentDate: Modifier = (_path, operand, { now }) => {
  const kind = isDoc(operand) ? operand.get('$type') : undefined;
  if (operand === true || operand === false || kind === 'date') return replacing(() => now);
  if (kind === 'timestamp') {
    const seconds = Math.trunc(now.getTime() / 1000);
    return replacing(() => new Timestamp({ t: seconds, i: 1 }));
  }
  throw commandError(
    'BadValue',
    `${typeAlias(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type ` +
      "expression ({$type: 'timestamp/date'}).",
  );
};

/** `$rename`; the operand is the new path. */
export const rename: Modifier = (path, operand: Value) => {
  if (typeof operand !== 'string') {
    throw commandError('BadValue', `The 'to' field for $rename must be a string: ${path}`);
  }
  const target = operand.split('.');
  return (draft, from) => {
    const value = draft.get(from);
    if (value === undefined) {
      draft.requireViable(from);
      return;
    }
    refuseArrays(draft, from, 'source');
    if (target[0] === '_id') throw immutableId();
    refuseArrays(draft, target, 'destination');
    draft.unset(from);
    draft.set(target, value);
  };
};

function refuseArrays(draft: Draft, path: readonly string[], which: string): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    if (!Array.isArray(draft.get(path.slice(0, depth)))) continue;
    throw commandError(
      'BadValue',
      `The ${which} field cannot be an array element, '${path.join('.')}' has an array field called '${path[depth - 1] ?? ''}'`,
    );
  }
}
