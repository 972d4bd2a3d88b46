import { filterOf } from './filter.ts';
import { hasAny, indexKeys, meetsArray } from './paths.ts';
import { type Doc, equal, type Found, isArray, isDoc, ModelError, nameOf } from './values.ts';

export type Index = {
  name: string;
  paths: string[];
  unique: boolean;
  sparse: boolean;
  hashed: boolean;
  wildcard: boolean;
  partial: ((document: Doc) => boolean) | undefined;
};

const isWildcard = (path: string): boolean => path.endsWith('$**');

export function indexOf(specification: Doc): Index {
  const key = specification.get('key');
  const paths = isDoc(key) ? [...key.keys()] : [];
  const partial = specification.get('partialFilterExpression');
  return {
    name: nameOf(specification.get('name')),
    paths,
    wildcard: paths.some(isWildcard),
    unique: specification.get('unique') === true,
    sparse: specification.get('sparse') === true,
    hashed: isDoc(key) && [...key.values()].includes('hashed'),
    partial: isDoc(partial) ? filterOf(partial) : undefined,
  };
}

/** The keys of a document in an index that may leave it out. */
function keysIn({ paths, sparse, partial }: Index, document: Doc): Found[][] {
  if (partial !== undefined && !partial(document)) return [];
  if (sparse && !hasAny(document, paths)) return [];
  return indexKeys(document, paths);
}

const sameKey = (a: readonly Found[], b: readonly Found[]): boolean =>
  a.every((part, at) => equal(part, b[at]));

/** Throws when a document can't stand beside the others: 171 or 11000. */
export function checkIndexes(indexes: readonly Index[], document: Doc, others: readonly Doc[]): void {
  const codes = new Set<number>();
  for (const index of indexes) {
    try {
      checkIndex(index, document, others);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      for (const code of error.codes) codes.add(code);
    }
  }
  if (codes.size > 0) throw new ModelError(...codes);
}

function checkIndex(index: Index, document: Doc, others: readonly Doc[]): void {
  if (index.hashed && index.paths.some((path) => isArray(document.get(path)))) throw new ModelError(16766);
  if (index.wildcard) {
    const isHeld = index.partial?.(document) ?? true;
    if (isHeld && index.paths.some((path) => !isWildcard(path) && meetsArray(document, path)))
      throw new ModelError(201);
    return;
  }
  const keys = keysIn(index, document);
  if (!index.unique) return;
  const taken = others.some((other) =>
    keysIn(index, other).some((key) => keys.some((one) => sameKey(one, key))),
  );
  if (taken) throw new ModelError(11000);
}
