import { type Doc, type Found, isArray, isDoc, ModelError, type Value } from './values.ts';

export const isIndex = (part: string): boolean => /^(?:0|[1-9]\d*)$/.test(part);

/**
 * What a path of a filter leads to: through arrays it goes to every document in them, and by number to the element.
 * `undefined` stands for a field that is not there.
 */
export function whole(value: Found, path: readonly string[]): Found[] {
  const [head, ...rest] = path;
  if (head === undefined) return [value];
  if (isDoc(value)) return value.has(head) ? whole(value.get(head), rest) : [undefined];
  if (!isArray(value)) return [undefined];
  const found = value.filter(isDoc).flatMap((element) => whole(element, path));
  if (isIndex(head) && Number(head) < value.length) found.push(...whole(value[Number(head)], rest));
  return found;
}

/** As {@link whole}, and an array at the end also stands for each of its elements. */
export const expanded = (found: readonly Found[]): Found[] =>
  found.flatMap((value): Found[] => (isArray(value) ? [...value, value] : [value]));

/** What `$a.b` is in an expression: arrays are gone through, what is missing in them is left out. */
export function fieldOf(value: Found, path: readonly string[]): Found {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (isDoc(value)) return fieldOf(value.get(head), rest);
  if (!isArray(value)) return undefined;
  return value
    .filter((element) => isDoc(element) || isArray(element))
    .map((element) => fieldOf(element, path))
    .filter((found) => found !== undefined);
}

type Place = { value: Found; rest: readonly string[]; closed: boolean };
/** Stands for the entry of an empty array, which comes before null. */
export const EMPTY_ARRAY = undefined;

/** The keys that an index has for a document; 171 when two different arrays would have to be combined. */
export function indexKeys(document: Doc, paths: readonly string[]): Found[][] {
  return combine(paths.map((path) => ({ value: document, rest: path.split('.'), closed: false })));
}

function combine(given: readonly Place[]): Found[][] {
  const places = given.map(advance);
  const arrays = new Set(places.filter((place) => !place.closed).map(({ value }) => value));
  const [array] = arrays;
  if (arrays.size > 1) throw new ModelError(171);
  if (!isArray(array)) return [places.map(({ value, rest }) => (rest.length > 0 ? null : value))];
  const elements: Found[] = array.length === 0 ? [EMPTY_ARRAY] : array;
  return elements.flatMap((element) =>
    combine(places.map((place) => (place.closed ? place : intoElement(place, element)))),
  );
}

function intoElement({ rest }: Place, element: Found): Place {
  if (rest.length === 0) return { value: element, rest, closed: true };
  if (!isDoc(element)) return { value: null, rest: [], closed: true };
  return { value: element, rest, closed: false };
}

/** As far as no array is met; `closed` when there is none. */
function advance(place: Place): Place {
  let { value, rest } = place;
  if (place.closed) return place;
  while (isDoc(value) && rest.length > 0) {
    const [head = '', ...later] = rest;
    value = value.get(head) ?? null;
    rest = later;
  }
  return isArray(value) ? { value, rest, closed: false } : { value, rest, closed: true };
}

/** Whether there is an array on a path or at its end. */
export const meetsArray = (document: Doc, path: string): boolean =>
  isArray(advance({ value: document, rest: path.split('.'), closed: false }).value);

/** Whether a document has any of the fields, which a sparse index asks for. */
export const hasAny = (document: Doc, paths: readonly string[]): boolean =>
  paths.some((path) => whole(document, path.split('.')).some((value) => value !== undefined));

/** What a document is sorted by: the least or the greatest of its keys. */
export function sortKey(
  document: Doc,
  path: string,
  direction: number,
  compare: (a: Found, b: Found) => number,
): Found {
  const keys = indexKeys(document, [path]).map(([key]) => key);
  return keys.reduce((best, key) => (compare(key, best) * direction < 0 ? key : best));
}

export function clone<T extends Found>(value: T): T {
  const copy = (inner: Value): Value => {
    if (isArray(inner)) return inner.map(copy);
    return isDoc(inner) ? new Map(Array.from(inner, ([name, one]) => [name, copy(one)])) : inner;
  };
  return (value === undefined ? value : copy(value)) as T;
}
