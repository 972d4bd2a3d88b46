import { BSON_TYPE } from '../../bson/element-types.ts';
import { damaged, lengthAt, valueSize } from '../../bson/value-size.ts';
import { MISSING } from './raw-test.ts';

/** The type of what lies behind an array on the path: which of its documents is meant only decoding tells. */
export const BEHIND_ARRAY = 0x100;

/** A field that a filter asks for, and where it lies in the document at hand. */
export interface Field {
  readonly name: Buffer;
  /** The fields asked for within it, when it is a document. */
  readonly inner: Field[];
  type: number;
  at: number;
}

/** The fields of some dotted paths, to be found in one pass over a document. */
export class Fields {
  readonly #roots: Field[] = [];

  /** The field of a path; asked for once, it is found in each document. */
  add(path: string): Field {
    let level = this.#roots;
    let field: Field | undefined;
    for (const part of path.split('.')) {
      const name = Buffer.from(part, 'utf8');
      field = level.find((known) => known.name.equals(name));
      if (field === undefined) {
        field = { name, inner: [], type: MISSING, at: 0 };
        level.push(field);
      }
      level = field.inner;
    }
    if (field === undefined) throw new Error('a path without a part');
    return field;
  }

  /** Finds the fields in a document; throws InvalidLength for bytes that are none. */
  locate(document: Buffer): void {
    clear(this.#roots, MISSING);
    locateIn(document, 0, this.#roots);
  }
}

function clear(fields: readonly Field[], type: number): void {
  for (const field of fields) {
    field.type = type;
    if (field.inner.length > 0) clear(field.inner, type);
  }
}

function locateIn(document: Buffer, start: number, fields: readonly Field[]): void {
  const end = start + lengthAt(document, start) - 1;
  if (end >= document.length) throw damaged();
  let left = fields.length;
  for (let at = start + 4; at < end && left > 0;) {
    const type = document[at] ?? 0;
    const name = at + 1;
    let nameEnd = name;
    while (nameEnd < end && document[nameEnd] !== 0) nameEnd += 1;
    const value = nameEnd + 1;
    const next = value + valueSize(document, type, value);
    if (next > end) throw damaged();
    const field = named(fields, document, name, nameEnd);
    if (field !== undefined) {
      left -= 1;
      field.type = type;
      field.at = value;
      if (field.inner.length > 0) enter(document, field);
    }
    at = next;
  }
}

function enter(document: Buffer, { inner, type, at }: Field): void {
  if (type === BSON_TYPE.document) locateIn(document, at, inner);
  else if (type === BSON_TYPE.array) clear(inner, BEHIND_ARRAY);
}

function named(fields: readonly Field[], document: Buffer, from: number, to: number): Field | undefined {
  const length = to - from;
  candidates: for (const field of fields) {
    const { name } = field;
    if (name.length !== length) continue;
    for (let i = 0; i < length; i += 1) if (name[i] !== document[from + i]) continue candidates;
    return field;
  }
  return undefined;
}
