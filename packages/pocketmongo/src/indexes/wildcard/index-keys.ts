import { isDoc, type Doc, type Value } from '../../bson/values.ts';
import type { IndexEntry } from '../../catalog/entries.ts';
import type { IndexField } from '../../catalog/index-field.ts';
import { commandError } from '../../errors.ts';
import { encodeComponent, invert, type StringFold } from '../key-encoding.ts';
import { foldOf, type IndexKey, raise } from '../key-facts.ts';
import { NO_KINDS } from '../value-kinds.ts';
import { wildcardLimit, type WildcardDefinition } from './definition.ts';
import { wildcardTuples } from './keys.ts';

/** A key and what it is made of; the path and its value are missing where nothing lies below the wildcard. */
export type WildcardEntry = IndexKey & {
  readonly before: readonly BesideValue[];
  readonly path: string | undefined;
  readonly value: Value | undefined;
  readonly after: readonly BesideValue[];
};

type BesideValue = { readonly field: IndexField; readonly value: Value | undefined };

type Encode = (value: Value | undefined, fold: StringFold | undefined) => Buffer;

/**
 * The keys under which a wildcard index holds a document: path and value of each thing below the wildcard, between the
 * values of the other fields. A document that has only these lies under one key without a path.
 */
export function wildcardKeys(index: IndexEntry, definition: WildcardDefinition, doc: Doc): WildcardEntry[] {
  const { flags } = index;
  const limit = wildcardLimit(definition);
  const encode: Encode = (value, fold) => {
    const { bytes, truncated } = encodeComponent(value, fold, limit);
    if (truncated && !flags.truncated) raise(flags, () => (flags.truncated = true));
    return bytes;
  };
  const fold = foldOf(index);
  const tuples: (readonly [string | undefined, Value | undefined])[] = wildcardTuples(definition, doc, () => {
    if (flags.multikey[0] !== true) raise(flags, () => (flags.multikey[0] = true));
  });
  const beside = (fields: readonly IndexField[]): BesideValue[] =>
    fields.map((field) => ({ field, value: singleValue(index, field, doc) }));
  const [before, after] = [beside(definition.before), beside(definition.after)];
  if (tuples.length === 0) {
    if ([...before, ...after].every(({ value }) => value === undefined)) return [];
    tuples.push([undefined, undefined]);
  }
  const encoded = (part: readonly BesideValue[]) =>
    Buffer.concat(
      part.map(({ field, value }) => {
        const bytes = encode(value, fold);
        return field.direction === -1 ? invert(bytes) : bytes;
      }),
    );
  const [head, tail] = [encoded(before), encoded(after)];
  return tuples.map(([path, value]) => ({
    key: Buffer.concat([head, encode(path, undefined), encode(value, fold), tail]),
    kinds: NO_KINDS,
    before,
    path,
    value,
    after,
  }));
}

/** The value of a field beside the wildcard, on whose path no array may lie. */
function singleValue(index: IndexEntry, { path, parts }: IndexField, doc: Doc): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of parts) {
    if (!isDoc(value)) return undefined;
    value = value.get(part);
    if (Array.isArray(value))
      throw commandError(
        'CannotBuildIndexKeys',
        `the field '${path}' of the compound wildcard index ${index.name} cannot hold an array: only the wildcard can`,
      );
  }
  return value;
}
