import type { Action } from '../auth/actions.ts';
import { demands, type Demands } from '../auth/access.ts';
import { collectionResource } from '../auth/resource.ts';
import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { bypassRights, upserts } from './write-rights.ts';

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['insert', 'insert'],
  ['update', 'update'],
  ['delete', 'remove'],
]);

/** Each operation demands its own right on the collection it names; a malformed one is refused when it is run. */
export const bulkWriteRights: Demands = ({ body }) => {
  const wanted = docsIn(body.get('nsInfo')).map(() => new Set<Action>());
  for (const op of docsIn(body.get('ops'))) {
    const [[kind, index] = ['', null]] = op;
    const action = ACTIONS.get(kind);
    const actions = wanted[isNumeric(index) ? toNumber(index) : -1];
    if (action !== undefined) actions?.add(action);
    if (upserts(op)) actions?.add('insert');
  }
  return docsIn(body.get('nsInfo')).flatMap((entry, index) => {
    const namespace = entry.get('ns');
    const actions = [...(wanted[index] ?? [])];
    if (typeof namespace !== 'string' || actions.length === 0) return [];
    const on = collectionResource(namespace);
    return [...demands(on, ...actions), ...bypassRights(on, body)];
  });
};

const docsIn = (value: Value | undefined): Doc[] => (Array.isArray(value) ? value.filter(isDoc) : []);
