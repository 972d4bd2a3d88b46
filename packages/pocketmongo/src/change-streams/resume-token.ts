import { doc, type Doc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import type { OpTime } from '../oplog/cluster-clock.ts';

/** A place in the stream of events: behind the `index`-th change of a time. */
export type Position = {
  time: OpTime;
  /** Number of changes of this time that lie before the place. */
  index: number;
};

export type TokenKind = 'event' | 'invalidate' | 'mark';

/** A part of a split event, from 1; `layout` is a checksum of which field lies in which part. */
export type Fragment = { number: number; layout: number };

export type Token = Position & { kind: TokenKind; fragment: Fragment | undefined };

const KINDS: readonly TokenKind[] = ['mark', 'event', 'invalidate'];
const BYTES = 13;
const FRAGMENT_BYTES = 8;

/** `{_data: hex}`; tokens sort as their events do. A `mark` stands for no event, only for how far was read. */
export function resumeToken({ time, index }: Position, kind: TokenKind, fragment?: Fragment): Doc {
  const bytes = Buffer.alloc(fragment === undefined ? BYTES : BYTES + FRAGMENT_BYTES);
  bytes.writeUInt32BE(time.seconds, 0);
  bytes.writeUInt32BE(time.increment, 4);
  bytes.writeUInt32BE(index, 8);
  bytes[12] = KINDS.indexOf(kind);
  if (fragment !== undefined) {
    bytes.writeUInt32BE(fragment.number, BYTES);
    bytes.writeUInt32BE(fragment.layout, BYTES + 4);
  }
  return doc({ _data: bytes.toString('hex').toUpperCase() });
}

/** A token as it was given. */
export const tokenOf = ({ kind, fragment, ...place }: Token): Doc => resumeToken(place, kind, fragment);

/** Takes a token apart; throws InvalidResumeToken 260, and codes of their own for what has not even its form. */
export function readResumeToken(token: Doc): Token {
  const data: Value | undefined = token.get('_data');
  if (typeof data !== 'string')
    throw locationError(40_647, 'Bad resume token: _data is missing or no string');
  if (data === '') throw locationError(40_649, 'Bad resume token: _data is empty');
  if (!/^(?:[0-9A-F]{2})+$/i.test(data))
    throw commandError('FailedToParse', 'Bad resume token: _data is no hexadecimal text');
  if (data.length !== 2 * BYTES && data.length !== 2 * (BYTES + FRAGMENT_BYTES)) throw badToken();
  const bytes = Buffer.from(data, 'hex');
  const kind = KINDS[bytes[12] ?? -1];
  const fragment =
    bytes.length > BYTES
      ? { number: bytes.readUInt32BE(BYTES), layout: bytes.readUInt32BE(BYTES + 4) }
      : undefined;
  if (kind === undefined || (fragment !== undefined && kind !== 'event')) throw badToken();
  const time = { seconds: bytes.readUInt32BE(0), increment: bytes.readUInt32BE(4) };
  const index = bytes.readUInt32BE(8);
  if (kind !== 'mark' && index === 0) throw badToken();
  return { time, index, kind, fragment };
}

const badToken = (): Error =>
  commandError('InvalidResumeToken', 'Bad resume token: _data is no token of this server');
