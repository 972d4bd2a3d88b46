import { commandError } from '../errors.ts';
import { compareTimes } from '../oplog/cluster-clock.ts';
import { decodeRow, isOfView, lastTimeOf, type LoggedChange } from '../oplog/decode-row.ts';
import type { Oplog } from '../oplog/oplog.ts';
import { show } from '../query/show.ts';
import type { StreamOptions } from './options.ts';
import { type Token, tokenOf } from './resume-token.ts';
import { concerns, ends } from './scope.ts';

const EXPANDED = new Set(['create', 'createIndexes', 'dropIndexes', 'modify']);
const NOT_AGAIN = { labels: ['NonResumableChangeStreamError'] };

/** Whether a stream tells of a change, before its own pipeline looks at it. */
export function tells({ scope, expanded }: StreamOptions, change: LoggedChange): boolean {
  return concerns(change, scope) && (expanded || !(EXPANDED.has(change.kind) || isOfView(change)));
}

/**
 * Refuses to start where the log does not reach, or behind an event that this stream would not have told. Gives the
 * change that has ended the stream already, of which only the invalidation is still to be told.
 */
export function checkStart(oplog: Oplog, options: StreamOptions): LoggedChange | undefined {
  const { start, resumed } = options;
  if (resumed === undefined) return undefined;
  if (oplog.isLost(start.time)) throw historyLost();
  if (resumed === 'time') return undefined;
  const row = oplog.rowAt(start.time);
  if (row === undefined || compareTimes(lastTimeOf(row.key, row.value), start.time) < 0) throw historyLost();
  const { time, index } = resumed;
  const change = decodeRow(row.key, row.value).find(
    (one) => compareTimes(one.time, time) === 0 && one.index === index - 1,
  );
  if (change === undefined || !tells(options, change)) throw notFound(resumed);
  if (resumed.fragment !== undefined && !options.split) throw notFound(resumed);
  const isEnd = ends(change, options.scope);
  if (resumed.kind === 'event') return isEnd ? change : undefined;
  if (!isEnd) throw notFound(resumed);
  return undefined;
}

/** The stream has no event, or no part of one, that this token was given with. */
export function notFound(token: Token): Error {
  return commandError(
    'ChangeStreamFatalError',
    `cannot resume stream; the resume token was not found. ${show(tokenOf(token))}`,
    NOT_AGAIN,
  );
}

export function historyLost(): Error {
  return commandError(
    'ChangeStreamHistoryLost',
    'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
    NOT_AGAIN,
  );
}
