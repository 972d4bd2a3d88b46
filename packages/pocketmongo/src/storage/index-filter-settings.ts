import type { IndexFilterSettings } from '../engine.ts';
import type { CommitState } from './group-commit.ts';

/** How an engine keeps the filters of indexes: with the collection they are for, in memory alone. */
export function indexFilterSettings(state: CommitState): IndexFilterSettings {
  let any = false;
  return {
    indexFilters: (namespace) => state.catalog.get(namespace)?.indexFilters ?? [],
    setIndexFilters: (namespace, filters) => {
      const collection = state.catalog.get(namespace);
      if (collection !== undefined) collection.indexFilters = filters.length === 0 ? undefined : filters;
      any ||= filters.length > 0;
    },
    hasIndexFilters: () => any,
  };
}
