import { toNumber } from '../../bson/numbers.ts';
import { isDoc, isNumeric, type Doc, type Value } from '../../bson/values.ts';
import type { IndexField } from '../../catalog/index-field.ts';
import { commandError, locationError } from '../../errors.ts';
import { componentLimit } from '../key-encoding.ts';

/** What a wildcard index holds: every value in a document by its path, or those that a projection leaves. */
export type WildcardDefinition = {
  /** Paths that are held with all below them; undefined: all but those left out. */
  included: readonly string[] | undefined;
  excluded: readonly string[];
  /** The other fields of a compound index, on both sides of the wildcard. */
  before: readonly IndexField[];
  after: readonly IndexField[];
};

type Held = Pick<WildcardDefinition, 'included' | 'excluded'>;

const cannot = (message: string): Error => commandError('CannotCreateIndex', message);

/** Reads a specification; undefined when the key has no wildcard. `fieldOf` reads the other fields of the key. */
export function parseWildcardDefinition(
  spec: Doc,
  key: Doc,
  fieldOf: (path: string, kind: Value) => IndexField,
): WildcardDefinition | undefined {
  const entries = [...key];
  const at = entries.findIndex(isWildcard);
  const wildcard = entries[at];
  if (wildcard === undefined) {
    if (spec.has('wildcardProjection'))
      throw commandError('BadValue', "The field 'wildcardProjection' is only allowed in an 'wildcard' index");
    return undefined;
  }
  const [path, direction] = wildcard;
  if (path.indexOf('$**') !== path.length - '$**'.length)
    throw cannot(`Index key contains an illegal field name: '${path}', the wildcard has to stand at the end`);
  checkKind(direction);
  refuseOptions(spec);
  const others = (some: readonly [string, Value][]): IndexField[] =>
    some.map(([name, kind]) => {
      if (typeof kind === 'string')
        throw cannot(`Index type '${kind}' cannot be combined with a wildcard: '${name}'`);
      return fieldOf(name, kind);
    });
  if (entries.filter(isWildcard).length > 1) throw cannot('wildcard indexes do not allow multiple wildcards');
  const held = heldBy(path, spec.get('wildcardProjection'));
  const made = { ...held, before: others(entries.slice(0, at)), after: others(entries.slice(at + 1)) };
  refuseOverlap(made);
  return made;
}

const isWildcard = ([path]: readonly [string, Value]): boolean => path.split('.').includes('$**');

function heldBy(path: string, projection: Value | undefined): Held {
  if (path === '$**') return projected(projection);
  if (projection !== undefined)
    throw commandError(
      'FailedToParse',
      `The field 'wildcardProjection' is only allowed when 'key' includes '$**'`,
    );
  return { included: [path.slice(0, -'.$**'.length)], excluded: [] };
}

/** No field is held twice. */
function refuseOverlap(definition: WildcardDefinition): void {
  for (const { path } of [...definition.before, ...definition.after]) {
    if (reaches(definition, path))
      throw cannot(
        `wildcardProjection overlaps with the regular field '${path}' of the compound wildcard index`,
      );
  }
}

function checkKind(direction: Value): void {
  if (typeof direction === 'string')
    throw cannot(`Index type '${direction}' cannot be combined with a wildcard`);
  const number = isNumeric(direction) ? toNumber(direction) : Number.NaN;
  if (number === 0 || Number.isNaN(number))
    throw cannot('Values in the index key pattern must be numbers other than 0 or strings.');
}

function refuseOptions(spec: Doc): void {
  for (const option of ['unique', 'sparse'] as const) {
    const value = spec.get(option);
    if (value === true || (isNumeric(value) && toNumber(value) !== 0))
      throw cannot(`Index type 'wildcard' does not support the ${option} option`);
  }
  const version = spec.get('v');
  if (isNumeric(version) && toNumber(version) === 1) throw cannot('wildcard indexes are not of version 1');
  if (spec.has('expireAfterSeconds')) throw cannot("Index type 'wildcard' cannot be a TTL index");
}

/** `_id` is held only when the projection asks for it. */
function projected(given: Value | undefined): Held {
  if (given === undefined) return { included: undefined, excluded: ['_id'] };
  if (!isDoc(given))
    throw commandError('TypeMismatch', "The field 'wildcardProjection' must be a non-empty object");
  if (given.size === 0)
    throw commandError('FailedToParse', "The 'wildcardProjection' field can't be an empty object");
  const included: string[] = [];
  const excluded: string[] = [];
  let id: boolean | undefined;
  for (const [path, wanted] of leaves(given, '')) {
    if (path === '_id') id = wanted;
    else (wanted ? included : excluded).push(path);
  }
  const [first] = excluded;
  if (included.length > 0 && first !== undefined)
    throw locationError(31254, `Cannot do exclusion on field ${first} in inclusion projection`);
  const including = included.length > 0 || (id === true && excluded.length === 0);
  if (including) return { included: id === true ? ['_id', ...included] : included, excluded: [] };
  return { included: undefined, excluded: id === true ? excluded : ['_id', ...excluded] };
}

function* leaves(projection: Doc, prefix: string): Generator<[string, boolean]> {
  for (const [name, value] of projection) {
    const path = prefix + name;
    if (path.split('.').some((part) => part === '' || part.startsWith('$')))
      throw commandError('FailedToParse', `'${path}' is no path of a wildcardProjection`);
    if (isDoc(value)) yield* leaves(value, `${path}.`);
    else if (typeof value === 'boolean') yield [path, value];
    else if (isNumeric(value)) yield [path, toNumber(value) !== 0];
    else throw commandError('FailedToParse', `'${path}' of a wildcardProjection is neither 0 nor 1`);
  }
}

const isWithin = (path: string, root: string): boolean => path === root || path.startsWith(`${root}.`);

/** Whether the index holds what lies right at the path. */
export function holds({ included, excluded }: Held, path: string): boolean {
  if (excluded.some((root) => isWithin(path, root))) return false;
  return included === undefined || included.some((root) => isWithin(path, root));
}

/** Whether the index holds all that lies at the path and below it. */
export function holdsBelow(definition: Held, path: string): boolean {
  return holds(definition, path) && !definition.excluded.some((root) => isWithin(root, path));
}

/** Whether the index may hold something at the path or below it. */
export function reaches(definition: Held, path: string): boolean {
  const { included, excluded } = definition;
  if (excluded.some((root) => isWithin(path, root))) return false;
  return included === undefined || included.some((root) => isWithin(path, root) || isWithin(root, path));
}

/** Longest encoding that each part of the keys may have. */
export const wildcardLimit = ({ before, after }: WildcardDefinition): number =>
  componentLimit(before.length + 2 + after.length);
