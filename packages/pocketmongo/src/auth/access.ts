import type { Doc } from '../bson/values.ts';
import type { Action } from './actions.ts';
import { databaseResource, type Resource } from './resource.ts';

/** One thing that the caller must be allowed to do. */
export interface Demand {
  action: Action;
  on: Resource;
}

/** The command as it came, before anything of it has been checked. */
export interface Asked {
  name: string;
  database: string;
  body: Doc;
}

/** What a caller must be allowed to do: `none` also before log-in, `authenticated` for any user. */
export type Access = 'none' | 'authenticated' | Demands;

export type Demands = (asked: Asked) => readonly Demand[];

/** The collection that the command names in its first field; the whole database where it names none. */
export function collectionAsked({ name, database, body }: Asked): Resource {
  const collection = body.get(name);
  return { db: database, collection: typeof collection === 'string' ? collection : '' };
}

export const demands = (on: Resource, ...actions: readonly Action[]): Demand[] =>
  actions.map((action) => ({ action, on }));

/** Actions on the collection that the command names. */
export const onCollection =
  (...actions: readonly Action[]): Demands =>
  (asked) =>
    demands(collectionAsked(asked), ...actions);

/** Actions on the database that the command is sent to. */
export const onDatabase =
  (...actions: readonly Action[]): Demands =>
  ({ database }) =>
    demands(databaseResource(database), ...actions);

/** Actions on the server as a whole. */
export const onCluster =
  (...actions: readonly Action[]): Demands =>
  () =>
    demands('cluster', ...actions);
