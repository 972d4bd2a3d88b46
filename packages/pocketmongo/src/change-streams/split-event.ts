import { crc32 } from 'node:zlib';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { MAX_BSON_OBJECT_SIZE } from '../wire/limits.ts';
import { notFound } from './resume.ts';
import { type Position, resumeToken, type Token, tokenOf } from './resume-token.ts';

/** What an event that was split is sent as: the bytes of its fragments, with the token behind each. */
export type Piece = { bytes: Uint8Array; token: Doc };

type Field = { name: string; value: Doc; bytes: number };

const EMPTY_DOCUMENT_BYTES = 5;

/**
 * The fragments of an event beyond the size of a document: its fields, the small ones first, so that the first
 * fragment tells most. A field that is too large by itself is refused.
 */
export function splitEvent(event: Doc, place: Position): Piece[] {
  const groups = grouped(fieldsOf(event), room(place));
  const layout = crc32(groups.map((fields) => fields.map(({ name }) => name).join('\0')).join('\0\0'));
  return groups.map((fields, index) => {
    const fragment = { number: index + 1, layout };
    const token = resumeToken(place, 'event', fragment);
    const bytes = encodeDocument(framed(token, fragment.number, groups.length, fields));
    return { bytes, token };
  });
}

/** The token of a fragment that a stream goes on from. */
export const partOf = (resumed: Token | 'time' | undefined): Token | undefined =>
  typeof resumed === 'object' && resumed.fragment !== undefined ? resumed : undefined;

/** The fragments behind the one of a token. Throws when the event is not split as it was then. */
export function fragmentsBehind(pieces: readonly Piece[], token: Token): Piece[] {
  const wanted = tokenOf(token).get('_data');
  const at = pieces.findIndex((piece) => piece.token.get('_data') === wanted);
  if (at === -1) throw notFound(token);
  return pieces.slice(at + 1);
}

function fieldsOf(event: Doc): Field[] {
  const fields = Array.from(event, ([name, value]): Field => {
    const only = new Map([[name, value]]);
    return { name, value: only, bytes: encodeDocument(only).length - EMPTY_DOCUMENT_BYTES };
  });
  return fields.filter(({ name }) => name !== '_id').toSorted((a, b) => a.bytes - b.bytes);
}

function framed(token: Doc, fragment: number, of: number, fields: readonly Field[]): Doc {
  const told = doc({ _id: token, splitEvent: doc({ fragment, of }) });
  for (const { value } of fields) for (const [name, field] of value) told.set(name, field);
  return told;
}

/** What the fields of a fragment may take beside its token and its number. */
function room(place: Position): number {
  const token = resumeToken(place, 'event', { number: 1, layout: 0 });
  return MAX_BSON_OBJECT_SIZE - encodeDocument(framed(token, 1, 1, [])).length;
}

function grouped(fields: readonly Field[], most: number): Field[][] {
  const groups: Field[][] = [];
  let group: Field[] = [];
  let bytes = 0;
  for (const field of fields) {
    if (field.bytes > most) throw tooLarge(field);
    if (bytes + field.bytes > most) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(field);
    bytes += field.bytes;
  }
  return [...groups, group];
}

const tooLarge = ({ name, bytes }: Field): Error =>
  commandError(
    'BSONObjectTooLarge',
    `Splitting change event failed: fragment with '${name}' of ${bytes} bytes is larger than ${MAX_BSON_OBJECT_SIZE}(16MB)`,
    { labels: ['NonResumableChangeStreamError'] },
  );
