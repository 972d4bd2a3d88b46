import type { Action } from './actions.ts';
import type { Privilege } from './privilege.ts';
import { resourceKey, type Resource } from './resource.ts';

const MOST_REMEMBERED = 1_000;

/** What somebody may do, in the form in which it is asked for each command. */
export class Grants {
  /** Nothing needs to be asked. */
  readonly everything: boolean;
  readonly #given = new Map<string, readonly Action[]>();
  /** What all privileges together allow on the resources that were asked for. */
  readonly #remembered = new Map<string, ReadonlySet<Action>>();

  /** Each resource once, as `merged` gives them. */
  constructor(privileges: readonly Privilege[]) {
    for (const { resource, actions } of privileges) this.#given.set(resourceKey(resource), actions);
    this.everything = this.#given.get('any')?.includes('anyAction') === true;
  }

  allows(action: Action, resource: Resource): boolean {
    if (this.everything) return true;
    const actions = this.#actionsOn(resource);
    return actions.has(action) || actions.has('anyAction');
  }

  /** True when anything at all is allowed on the collection. */
  reaches(resource: Resource): boolean {
    return this.everything || this.#actionsOn(resource).size > 0;
  }

  /** True when anything at all is allowed in the database, be it on one of its collections. */
  reachesDatabase(db: string): boolean {
    if (this.reaches({ db, collection: '' })) return true;
    return [...this.#given.keys()].some((key) => key.startsWith(`${db}.`) || key.startsWith('.'));
  }

  #actionsOn(resource: Resource): ReadonlySet<Action> {
    const key = resourceKey(resource);
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    const actions = new Set(coveringKeys(resource).flatMap((one) => this.#given.get(one) ?? []));
    this.#remembered.set(key, actions);
    return actions;
  }
}

/** The keys of all resources that the wanted one is part of. */
function coveringKeys(wanted: Resource): string[] {
  if (typeof wanted === 'string') return ['any', wanted];
  const { db, collection } = wanted;
  const named = ['any', `${db}.${collection}`, `.${collection}`];
  // An empty name of a collection leaves out those of the server's own.
  return collection.startsWith('system.') ? named : [...named, `${db}.`, '.'];
}
