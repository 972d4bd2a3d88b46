import type { Doc, Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import type { Comparator } from '../../query/sort.ts';
import type { Compiler, Scope } from '../expressions/expression.ts';
import { checkedParts } from '../../query/checked-path.ts';

/** What the functions of one `$setWindowFields` share. */
export interface WindowContext {
  compiler: Compiler;
  scope: (document: Doc) => Scope;
  sortBy: Doc | undefined;
  compare: Comparator | undefined;
  step: () => void;
}

/** The values of one output field for the documents of a partition, in their order. */
export type WindowFunction = (documents: readonly Doc[]) => readonly (Value | undefined)[];

/** Checks the argument and the window of one output field. */
export type WindowFunctionCompiler = (
  argument: Value,
  context: WindowContext,
  window: Value | undefined,
  name: string,
) => WindowFunction;

/** The path of the only sort field, which has to ascend. */
export function sortPath({ sortBy }: WindowContext, name: string): readonly string[] {
  const [[path, direction] = ['', null]] = sortBy ?? [];
  if (sortBy?.size === 1 && direction === 1) return checkedParts(path);
  throw commandError('FailedToParse', `${name} requires a sortBy of exactly one ascending field`);
}

/** Throws without `sortBy`. */
export function requireSort({ sortBy }: WindowContext, name: string): void {
  if (!sortBy?.size) throw commandError('FailedToParse', `${name} requires a sortBy`);
}

/** Throws where a window is given to a function that has none. */
export function refuseWindow(window: Value | undefined, name: string): void {
  if (window !== undefined) throw commandError('FailedToParse', `${name} does not accept a 'window' field`);
}
