import type { Modifier } from './modifier.ts';
import { addToSet, pop, pull, pullAll, push } from './operators/arrays.ts';
import { currentDate, max, min, rename, set, setOnInsert, unset } from './operators/fields.ts';
import { bit, inc, mul } from './operators/numbers.ts';

/** The update operators by name. */
export const MODIFIERS: ReadonlyMap<string, Modifier> = new Map([
  ['$set', set],
  ['$unset', unset],
  ['$setOnInsert', setOnInsert],
  ['$min', min],
  ['$max', max],
  ['$currentDate', currentDate],
  ['$rename', rename],
  ['$inc', inc],
  ['$mul', mul],
  ['$bit', bit],
  ['$push', push],
  ['$addToSet', addToSet],
  ['$pull', pull],
  ['$pullAll', pullAll],
  ['$pop', pop],
]);
