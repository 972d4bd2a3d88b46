import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { show } from '../query/show.ts';
import { type Action, isAction } from './actions.ts';
import { resourceKey, type Resource } from './resource.ts';

/** Actions that are allowed on a resource. */
export interface Privilege {
  resource: Resource;
  actions: readonly Action[];
}

/** Privileges as the commands take them and as they are stored. Throws FailedToParse. */
export function parsePrivileges(given: readonly Value[]): Privilege[] {
  return merged(given.map(parsePrivilege));
}

export const privilegeDocs = (privileges: readonly Privilege[]): Doc[] =>
  privileges.map(({ resource, actions }) => doc({ resource: resourceDoc(resource), actions: [...actions] }));

/** One privilege for each resource, with all actions that any of them allows. */
export function merged(privileges: readonly Privilege[]): Privilege[] {
  const byResource = new Map<string, Privilege>();
  for (const { resource, actions } of privileges) {
    const key = resourceKey(resource);
    const present = byResource.get(key)?.actions ?? [];
    byResource.set(key, { resource, actions: [...new Set([...present, ...actions])].sort() });
  }
  return [...byResource.values()].filter(({ actions }) => actions.length > 0);
}

/** What is left of privileges when others are taken away, which count for exactly their resource. */
export function without(privileges: readonly Privilege[], taken: readonly Privilege[]): Privilege[] {
  const gone = new Map(taken.map(({ resource, actions }) => [resourceKey(resource), new Set(actions)]));
  return merged(
    privileges.map(({ resource, actions }) => ({
      resource,
      actions: actions.filter((action) => gone.get(resourceKey(resource))?.has(action) !== true),
    })),
  );
}

function parsePrivilege(given: Value): Privilege {
  const actions = isDoc(given) ? given.get('actions') : undefined;
  if (!isDoc(given) || !Array.isArray(actions) || given.size !== 2)
    throw malformed('privileges are documents of a resource and actions', given);
  const named = actions.map((action) => {
    if (typeof action === 'string' && isAction(action)) return action;
    throw malformed('Unrecognized action privilege strings', action);
  });
  return { resource: parseResource(given.get('resource')), actions: named };
}

function parseResource(given: Value | undefined): Resource {
  if (isDoc(given)) {
    const [db, collection] = [given.get('db'), given.get('collection')];
    if (typeof db === 'string' && typeof collection === 'string' && given.size === 2)
      return { db, collection };
    if (given.size === 1 && given.get('cluster') === true) return 'cluster';
    if (given.size === 1 && given.get('anyResource') === true) return 'any';
  }
  throw malformed('a resource is {db, collection}, {cluster: true} or {anyResource: true}', given ?? null);
}

const malformed = (what: string, given: Value) => commandError('FailedToParse', `${what}: ${show(given)}`);

function resourceDoc(resource: Resource): Doc {
  if (resource === 'cluster') return doc({ cluster: true });
  return resource === 'any' ? doc({ anyResource: true }) : doc({ ...resource });
}
