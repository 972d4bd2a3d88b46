import type { Action } from '../auth/actions.ts';
import { type Asked, collectionAsked, type Demand, demands, type Demands } from '../auth/access.ts';
import type { Resource } from '../auth/resource.ts';
import { type Doc, isDoc } from '../bson/values.ts';
import { flag } from './arguments.ts';

/** A write that may go past the validator demands the right to that, too. */
export const bypassRights = (on: Resource, body: Doc): Demand[] =>
  body.has('bypassDocumentValidation') && flag(body, 'bypassDocumentValidation')
    ? demands(on, 'bypassDocumentValidation')
    : [];

const writing = (asked: Asked, actions: readonly Action[]): Demand[] => {
  const on = collectionAsked(asked);
  return [...demands(on, ...actions), ...bypassRights(on, asked.body)];
};

export const insertRights: Demands = (asked) => writing(asked, ['insert']);

/** What an update inserts when nothing matches is an insert. */
export const updateRights: Demands = (asked) => {
  const statements = asked.body.get('updates');
  const inserts = Array.isArray(statements) && statements.some((one) => isDoc(one) && upserts(one));
  return writing(asked, inserts ? ['update', 'insert'] : ['update']);
};

export const findAndModifyRights: Demands = (asked) => {
  if (asked.body.get('update') === undefined) return writing(asked, ['find', 'remove']);
  return writing(asked, upserts(asked.body) ? ['find', 'update', 'insert'] : ['find', 'update']);
};

export const upserts = (statement: Doc): boolean => statement.has('upsert') && flag(statement, 'upsert');
