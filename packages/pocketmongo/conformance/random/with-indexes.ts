import { int, type Plain } from './generate/values.ts';
import type { Index } from './model/indexes.ts';

/** How a read is asked for again: what the index is called, `$natural` for none. */
export type Variant = { index: string; command: Plain };

export const NO_INDEX = '$natural';
const HINTED = new Set(['find', 'count', 'aggregate']);

/**
 * The same read without any index and by each index that stands. Sparse, partial and wildcard indexes are left to the
 * planner, because a hint to them asks for the documents that they have alone, or can't be followed.
 */
export function byEachIndex(command: Plain, indexes: readonly Index[]): Variant[] {
  const [name = ''] = Object.keys(command);
  if (!HINTED.has(name)) return [];
  const whole = indexes.filter(
    ({ sparse, partial, wildcard }) => !sparse && !wildcard && partial === undefined,
  );
  return [
    { index: NO_INDEX, command: { ...command, hint: { [NO_INDEX]: int(1) } } },
    ...whole.map((index) => ({ index: index.name, command: { ...command, hint: index.name } })),
  ];
}
