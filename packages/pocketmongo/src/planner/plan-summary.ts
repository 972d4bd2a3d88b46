import type { IndexEntry } from '../catalog/entries.ts';
import { show } from '../query/show.ts';
import type { Plan } from './plan.ts';

/** A plan in a few words: `IXSCAN { a: 1 }`. */
export function planSummary({ access, query, residual }: Plan): string {
  const counts = query.counting === true && residual === undefined;
  const scan = (name: string, { keyPattern }: IndexEntry): string => `${name} ${show(keyPattern)}`;
  switch (access.kind) {
    case 'none':
      return 'EOF';
    case 'collection':
      return counts ? 'RECORD_STORE_FAST_COUNT' : 'COLLSCAN';
    case 'index':
      if (access.distinct !== undefined) return scan('DISTINCT_SCAN', access.plan.index);
      return scan(counts ? 'COUNT_SCAN' : 'IXSCAN', access.plan.index);
    case 'or':
      return access.plans.map(({ index }) => scan('IXSCAN', index)).join(', ');
    case 'text':
      return scan('IXSCAN', access.index);
  }
}
