import { asBuffer } from './decode.ts';
import { damaged, valueSize } from './value-size.ts';

/** Names of top-level fields, as a document's bytes hold them. */
export type FieldNames = ReadonlySet<string>;

/** The form in which names are compared: one character for each byte of UTF-8. */
export function fieldNames(names: Iterable<string>): FieldNames {
  return new Set([...names].map((name) => Buffer.from(name, 'utf8').toString('latin1')));
}

/**
 * A document with some of the top-level fields of another, in their order: bytes are copied, nothing is decoded.
 * @throws CommandError InvalidLength for bytes that are not a document.
 */
export function selectFields(bytes: Uint8Array, names: FieldNames): Uint8Array {
  const document = asBuffer(bytes);
  const end = document.length - 1;
  const kept: [start: number, end: number][] = [];
  let size = 5;
  for (let at = 4; at < end;) {
    const nameEnd = document.indexOf(0, at + 1);
    if (nameEnd === -1 || nameEnd >= end) throw damaged();
    const next = nameEnd + 1 + valueSize(document, document[at] ?? 0, nameEnd + 1);
    if (next > end) throw damaged();
    if (names.has(document.toString('latin1', at + 1, nameEnd))) {
      kept.push([at, next]);
      size += next - at;
    }
    at = next;
  }
  const selected = Buffer.allocUnsafe(size);
  let to = selected.writeInt32LE(size, 0);
  for (const [from, until] of kept) to += document.copy(selected, to, from, until);
  selected[to] = 0;
  return selected;
}
