import { isDoc, UNDEFINED, type Doc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import { componentLimit, encodeComponent, invert } from './key-encoding.ts';
import { checkGeo } from './geo/definition.ts';
import { refuseArrays } from './hashed.ts';
import { foldOf, type IndexKey, raise } from './key-facts.ts';
import { wildcardKeys } from './wildcard/index-keys.ts';
import { textKeys } from './text/index-keys.ts';
import { checkLanguages } from './text/texts.ts';
import { KIND, kindOf, NO_KINDS } from './value-kinds.ts';

type Walk = { value: Value | undefined; parts: readonly string[]; at: number; settled: boolean };

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/u;

/**
 * The keys under which an index holds a document: none when a sparse or partial index leaves it out, several when a
 * path crosses an array. Sets the index's flags as a side effect; they only ever turn true.
 * Throws CannotIndexParallelArrays.
 */
export function generateKeys(index: IndexEntry, doc: Doc): IndexKey[] {
  if (index.partial !== undefined && !index.partial.matches(doc)) return [];
  if (index.geo !== undefined) {
    checkGeo(index.geo, doc);
    return [];
  }
  if (index.hashed !== undefined) refuseArrays(index.hashed, doc);
  if (index.text !== undefined)
    return textKeys(
      doc,
      index.text,
      index.text.prefix.map((path) => doc.get(path)),
    ).map((key) => ({ key, kinds: NO_KINDS }));
  if (index.wildcard !== undefined) return distinct(wildcardKeys(index, index.wildcard, doc));
  const [only] = index.fields;
  if (only !== undefined && index.fields.length === 1 && only.parts.length === 1) {
    const value = doc.get(only.path);
    if (!Array.isArray(value)) {
      if (value === undefined && index.sparse) return [];
      return [encodeKey(index, [value])];
    }
  }
  return distinct(keyTuples(index, doc).map((tuple) => encodeKey(index, tuple)));
}

/**
 * The keys of a document that is being written. Throws 17261 and 17262 for a language that a text index can't take; what
 * an index from before has of such documents stays in it.
 */
export function keysToWrite(index: IndexEntry, doc: Doc): IndexKey[] {
  const isHeld = index.partial === undefined || index.partial.matches(doc);
  if (index.text !== undefined && !index.outdated && isHeld) checkLanguages(doc, index.text);
  return generateKeys(index, doc);
}

/** The values of the fields of an index, key by key, of a document that its partial filter lets in. */
export function keyTuples(index: IndexEntry, doc: Doc): (Value | undefined)[][] {
  const tuples: (Value | undefined)[][] = [];
  expand(
    index,
    index.fields.map((field) => ({ value: doc, parts: field.parts, at: 0, settled: false })),
    tuples,
  );
  return index.sparse ? tuples.filter((tuple) => tuple.some((value) => value !== undefined)) : tuples;
}

function distinct(keys: IndexKey[]): IndexKey[] {
  if (keys.length < 2) return keys;
  const seen = new Map(keys.map((each) => [each.key.toString('latin1'), each]));
  return Array.from(seen.values());
}

/** The key of the values of an index's fields. */
export function encodeKey(index: IndexEntry, tuple: readonly (Value | undefined)[]): IndexKey {
  const limit = componentLimit(tuple.length);
  const fold = foldOf(index);
  let kinds = NO_KINDS;
  const parts = tuple.map((value, i) => {
    const { bytes, truncated } = encodeComponent(value, fold, limit);
    if (truncated && !index.flags.truncated) raise(index.flags, () => (index.flags.truncated = true));
    const kind = truncated ? KIND.notHeld : kindOf(value, fold !== undefined);
    if (kind !== KIND.plain) {
      const longer = new Uint8Array(i + 1);
      longer.set(kinds);
      longer[i] = kind;
      kinds = longer;
    }
    return index.fields[i]?.direction === -1 ? invert(bytes) : bytes;
  });
  const [first] = parts;
  return { key: parts.length === 1 && first !== undefined ? first : Buffer.concat(parts), kinds };
}

/** Follows a path to its end or to the array that it has to be spread over. */
function advance(walk: Walk): Walk {
  let { value, at } = walk;
  const { parts } = walk;
  while (at < parts.length) {
    const part = parts[at] ?? '';
    if (isDoc(value)) {
      value = value.get(part);
    } else if (Array.isArray(value) && ARRAY_INDEX.test(part) && Number(part) < value.length) {
      if (value.some((element) => isDoc(element) && element.has(part))) throw ambiguous(part);
      value = value[Number(part)];
    } else if (Array.isArray(value)) {
      return { value, parts, at, settled: false };
    } else {
      return { value: undefined, parts, at: parts.length, settled: true };
    }
    at += 1;
  }
  return { value, parts, at, settled: !Array.isArray(value) };
}

function expand(index: IndexEntry, start: readonly Walk[], tuples: (Value | undefined)[][]): void {
  const walks = start.map((walk) => (walk.settled ? walk : advance(walk)));
  const spread = walks.find((walk) => !walk.settled);
  if (spread === undefined || !Array.isArray(spread.value)) {
    tuples.push(walks.map((walk) => walk.value));
    return;
  }
  const array = spread.value;
  for (const [i, walk] of walks.entries()) {
    if (walk.settled) continue;
    // A pipeline may have put one array in two places of a document.
    if (walk.value !== array || !samePlace(walk, spread)) throw parallel(index, spread, walk);
    if (index.flags.multikey[i] !== true) raise(index.flags, () => (index.flags.multikey[i] = true));
  }
  if (array.length === 0) {
    expand(
      index,
      walks.map((walk) =>
        walk.settled
          ? walk
          : { ...walk, value: walk.at < walk.parts.length ? undefined : UNDEFINED, settled: true },
      ),
      tuples,
    );
    return;
  }
  for (const element of array)
    expand(
      index,
      walks.map((walk) => (walk.settled ? walk : into(walk, element))),
      tuples,
    );
}

function samePlace(a: Walk, b: Walk): boolean {
  return a.at === b.at && a.parts.every((part, i) => i >= a.at || part === b.parts[i]);
}

/** An array inside an array is one value, it is not spread again. */
function into(walk: Walk, element: Value): Walk {
  if (walk.at === walk.parts.length) return { ...walk, value: element, settled: true };
  if (!isDoc(element)) return { ...walk, value: undefined, settled: true };
  return { ...walk, value: element };
}

/** A number may mean a place in the array or a name in its documents: queries look for both, an index can't. */
function ambiguous(part: string): Error {
  return locationError(
    16746,
    `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${part}'`,
  );
}

function parallel(index: IndexEntry, a: Walk, b: Walk): Error {
  const name = (walk: Walk): string => walk.parts[Math.max(0, walk.at - 1)] ?? '';
  return commandError(
    'CannotIndexParallelArrays',
    `cannot index parallel arrays [${name(b)}] [${name(a)}] in index ${index.name}`,
  );
}
