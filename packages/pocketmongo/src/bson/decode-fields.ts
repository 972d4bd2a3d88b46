import { asBuffer, decodeValueAt } from './decode.ts';
import { damaged, lengthAt, valueSize } from './value-size.ts';
import type { Doc } from './values.ts';

/** Names of top-level fields, as a document's bytes hold them. */
export type NameBytes = readonly (readonly [name: string, bytes: Buffer])[];

/** The top-level fields that some dotted paths begin with. */
export function rootNames(paths: readonly string[]): NameBytes {
  const roots = new Set(paths.map((path) => path.split('.', 1)[0] ?? ''));
  return Array.from(roots, (name) => [name, Buffer.from(name, 'utf8')] as const);
}

/**
 * A document with some of its top-level fields, in their order; the others are passed by and not decoded.
 * @throws CommandError InvalidLength for bytes that are not a document.
 */
export function decodeFields(bytes: Uint8Array, names: NameBytes): Doc {
  const document = asBuffer(bytes);
  const end = lengthAt(document, 0) - 1;
  if (end >= document.length) throw damaged();
  const fields: Doc = new Map();
  for (let at = 4; at < end && fields.size < names.length;) {
    const type = document[at] ?? 0;
    let nameEnd = at + 1;
    while (nameEnd < end && document[nameEnd] !== 0) nameEnd += 1;
    const value = nameEnd + 1;
    const next = value + valueSize(document, type, value);
    if (next > end) throw damaged();
    const name = nameAt(names, document, at + 1, nameEnd);
    if (name !== undefined) fields.set(name, decodeValueAt(document, type, value));
    at = next;
  }
  return fields;
}

function nameAt(names: NameBytes, document: Buffer, from: number, to: number): string | undefined {
  const length = to - from;
  candidates: for (const [name, bytes] of names) {
    if (bytes.length !== length) continue;
    for (let i = 0; i < length; i += 1) if (bytes[i] !== document[from + i]) continue candidates;
    return name;
  }
  return undefined;
}
