import type { IndexEntry } from '../catalog/entries.ts';
import type { Plan } from './plan.ts';

/** The indexes that a plan reads. */
export function indexesOf({ access }: Plan): readonly IndexEntry[] {
  switch (access.kind) {
    case 'index':
      return [access.plan.index];
    case 'or':
      return access.plans.map(({ index }) => index);
    case 'text':
      return [access.index];
    default:
      return NONE;
  }
}

const NONE: readonly IndexEntry[] = [];
