import { doc, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { OpTime } from '../oplog/cluster-clock.ts';

/** A place in the stream of events: behind the `index`-th change of a time. */
export type Position = {
  time: OpTime;
  /** Number of changes of this time that lie before the place. */
  index: number;
};

export type TokenKind = 'event' | 'invalidate' | 'mark';

const KINDS: readonly TokenKind[] = ['mark', 'event', 'invalidate'];

/** `{_data: hex}`; tokens sort as their events do. A `mark` stands for no event, only for how far was read. */
export function resumeToken({ time, index }: Position, kind: TokenKind): Doc {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(time.seconds, 0);
  bytes.writeUInt32BE(time.increment, 4);
  bytes.writeUInt32BE(index, 8);
  bytes[12] = KINDS.indexOf(kind);
  return doc({ _data: bytes.toString('hex').toUpperCase() });
}

/** Takes a token apart; throws InvalidResumeToken 260. */
export function readResumeToken(token: Doc): Position & { kind: TokenKind } {
  const data: Value | undefined = token.get('_data');
  if (typeof data !== 'string' || !/^[0-9A-F]{26}$/.test(data))
    throw commandError('InvalidResumeToken', 'Bad resume token: _data is no token of this server');
  const bytes = Buffer.from(data, 'hex');
  const kind = KINDS[bytes[12] ?? -1];
  if (kind === undefined)
    throw commandError('InvalidResumeToken', 'Bad resume token: _data is no token of this server');
  const time = { seconds: bytes.readUInt32BE(0), increment: bytes.readUInt32BE(4) };
  return { time, index: bytes.readUInt32BE(8), kind };
}
