import type { Doc } from '../bson/values.ts';
import { loadCollection } from '../catalog/catalog.ts';
import type { Operation } from '../execution/operation.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import { Progress } from '../execution/counters.ts';
import { createTurns } from '../execution/turns.ts';
import { openView } from '../readers/store-view.ts';
import type { Store } from '../storage/store.ts';
import { checkCollection, type CollectionCheck } from './check-collection.ts';

export type LiveCheck = { namespace: string; op: Operation; visit: (document: Doc) => void };

/** Checks a collection as the last commit has it, in turns with others; undefined when there is none of that name. */
export async function checkLive(
  base: Store,
  language: QueryLanguage,
  { namespace, op, visit }: LiveCheck,
): Promise<CollectionCheck | undefined> {
  const view = openView(base);
  try {
    const collection = loadCollection(view.store, language, namespace);
    if (collection === undefined) return undefined;
    const [progress, turn] = [new Progress(op), createTurns()];
    const steps = checkCollection(view.store, collection, visit);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      progress.step();
      const others = turn();
      if (others !== undefined) await others;
    }
  } finally {
    view.letGo();
  }
}
