import { valuesEqual } from '../bson/compare.ts';
import type { Doc, Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { show } from '../query/show.ts';
import type { IndexEntry } from './entries.ts';

/** True when the wanted index is there already, under its name. Throws for one that a present index is in the way of. */
export function isPresent(present: readonly IndexEntry[], wanted: IndexEntry): boolean {
  const named = present.find((other) => other.name === wanted.name);
  const alike = present.find((other) => sameDefinition(other, wanted));
  if (alike !== undefined && alike.name === wanted.name) return true;
  if (named !== undefined) throw nameTaken(named, wanted);
  if (alike !== undefined)
    throw commandError('IndexOptionsConflict', `Index already exists with a different name: ${alike.name}`);
  if (wanted.text !== undefined && present.some((other) => other.text !== undefined))
    throw commandError('IndexOptionsConflict', 'only one text index per collection allowed');
  if (present.some((other) => conflicts(other, wanted)))
    throw commandError(
      'IndexOptionsConflict',
      `An equivalent index already exists with a different name or options. Requested index: ${wanted.name}`,
    );
  return false;
}

function nameTaken(present: IndexEntry, wanted: IndexEntry): Error {
  const specs = `Requested index: ${show(wanted.spec)}, existing index: ${show(present.spec)}`;
  return conflicts(present, wanted)
    ? commandError(
        'IndexOptionsConflict',
        `An equivalent index already exists with the same name but different options. ${specs}`,
      )
    : commandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. ${specs}`,
      );
}

/** Two indexes may share a key only when their collation, partial filter or uniqueness tells them apart. */
function conflicts(a: IndexEntry, b: IndexEntry): boolean {
  if (!valuesEqual(a.keyPattern, b.keyPattern) || a.unique !== b.unique || a.sparse !== b.sparse)
    return false;
  const part = (index: IndexEntry, name: string): Value => index.spec.get(name) ?? null;
  return ['collation', 'partialFilterExpression', 'wildcardProjection'].every((name) =>
    valuesEqual(part(a, name), part(b, name)),
  );
}

/** True when both would hold the same entries under the same rules, the name apart. */
function sameDefinition(a: IndexEntry, b: IndexEntry): boolean {
  if (a.unique !== b.unique || a.sparse !== b.sparse || a.hidden !== b.hidden) return false;
  const options = (index: IndexEntry): Doc => {
    const copy = new Map(index.spec);
    for (const field of ['name', 'v', 'background', 'unique', 'sparse', 'hidden', '2dsphereIndexVersion'])
      copy.delete(field);
    return new Map(Array.from(copy).sort(([x], [y]) => (x < y ? -1 : 1)));
  };
  return valuesEqual(options(a), options(b));
}
