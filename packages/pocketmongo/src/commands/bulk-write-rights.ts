import type { Action } from '../auth/actions.ts';
import { type Demand, demands, type Demands } from '../auth/access.ts';
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
export const bulkWriteRights: Demands = ({ body }) =>
  docsIn(body.get('ops')).flatMap((op): Demand[] => {
    const [[kind, index] = ['', null]] = op;
    const action = ACTIONS.get(kind);
    const namespace = docsIn(body.get('nsInfo'))[isNumeric(index) ? toNumber(index) : -1]?.get('ns');
    if (action === undefined || typeof namespace !== 'string') return [];
    const on = collectionResource(namespace);
    const actions: Action[] = upserts(op) ? [action, 'insert'] : [action];
    return [...demands(on, ...actions), ...bypassRights(on, body)];
  });

const docsIn = (value: Value | undefined): Doc[] => (Array.isArray(value) ? value.filter(isDoc) : []);
