import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeDocument } from '../bson/encode.ts';
import { valuesEqual } from '../bson/compare.ts';
import type { Doc } from '../bson/values.ts';
import { collectAll, type Stage } from '../aggregation/stage.ts';
import type { BatchSource } from '../cursors/cursor-store.ts';
import { commandError } from '../errors.ts';
import { compareTimes } from '../oplog/cluster-clock.ts';
import { decodeRow, isOfView, lastTimeOf, type LoggedChange } from '../oplog/decode-row.ts';
import type { Oplog } from '../oplog/oplog.ts';
import { timeOfKey } from '../oplog/row-format.ts';
import { checkSize } from '../records/insert.ts';
import { eventOf, invalidation, type LookUp, placeAfter } from './event.ts';
import type { StreamOptions } from './options.ts';
import { type Position, resumeToken, type TokenKind } from './resume-token.ts';
import { concerns, ends } from './scope.ts';

const ROWS_AT_A_TIME = 32;
const EXPANDED = new Set(['create', 'createIndexes', 'dropIndexes', 'modify']);

const isForExpanded = (change: LoggedChange): boolean => EXPANDED.has(change.kind) || isOfView(change);

export type StreamParts = { oplog: Oplog; options: StreamOptions; pipeline: Stage; lookUp: LookUp };

/** The events of a change stream, as a cursor gives them. */
export function changeStream({ oplog, options, pipeline, lookUp }: StreamParts): BatchSource {
  checkStart(oplog, options);
  const { scope } = options;
  let place: Position = options.start;
  let kind: TokenKind = 'mark';
  let pending: { bytes: Uint8Array; place: Position; kind: TokenKind }[] = [];
  let ended = false;
  let stop: () => void = () => undefined;
  let sent: { place: Position; kind: TokenKind } = { place, kind };

  const add = async (change: LoggedChange, event: Doc, as: TokenKind): Promise<void> => {
    const [out] = await collectAll(pipeline([[event]]));
    if (out === undefined) return;
    if (!valuesEqual(out.get('_id'), event.get('_id')))
      throw commandError(
        'ChangeStreamFatalError',
        'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point.',
        { labels: ['NonResumableChangeStreamError'] },
      );
    const bytes = encodeDocument(out);
    checkSize(bytes);
    pending.push({ bytes, place: placeAfter(change), kind: as });
  };

  /** Reads on in the log; false when there is nothing new. */
  const read = async (): Promise<boolean> => {
    if (oplog.isLost(place.time)) throw historyLost();
    const rows = rowsFrom(oplog, place);
    for (const change of rows.flatMap(({ key, value }) => decodeRow(key, value))) {
      if (!isBehind(change, place)) continue;
      place = placeAfter(change);
      kind = 'mark';
      if (!concerns(change, scope) || (isForExpanded(change) && !options.expanded)) continue;
      await add(change, eventOf(change, options, lookUp), 'event');
      if (!ends(change, scope)) continue;
      await add(change, invalidation(change), 'invalidate');
      ended = true;
      return true;
    }
    // A long log is read in turns, so that others can run.
    if (rows.length === ROWS_AT_A_TIME) await nextTurn();
    return rows.length > 0;
  };

  const take = (maxDocs: number, maxBytes: number): Uint8Array[] => {
    const documents: Uint8Array[] = [];
    let bytes = 0;
    for (const { bytes: document } of pending) {
      if (documents.length >= maxDocs || (bytes > 0 && bytes + document.length > maxBytes)) break;
      documents.push(document);
      bytes += document.length;
    }
    const taken = pending.splice(0, documents.length);
    const last = taken[taken.length - 1];
    sent =
      pending.length > 0 && last !== undefined
        ? last
        : { place, kind: last?.kind === 'invalidate' ? 'invalidate' : kind };
    return documents;
  };

  return {
    next: async (maxDocs, maxBytes, waitMs = 0) => {
      const until = performance.now() + waitMs;
      for (;;) {
        while (!ended && pending.length < maxDocs && pending.length < ROWS_AT_A_TIME && (await read()));
        const left = until - performance.now();
        if (pending.length > 0 || ended || left <= 0 || oplog.closed) break;
        await oplog.nextCommit(left, (wake) => (stop = wake));
      }
      const documents = take(maxDocs, maxBytes);
      return { documents, done: ended && pending.length === 0 };
    },
    resumeToken: () => resumeToken(sent.place, sent.kind),
    close: () => {
      ended = true;
      pending = [];
      stop();
    },
  };
}

function historyLost(): Error {
  return commandError(
    'ChangeStreamHistoryLost',
    'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
    { labels: ['NonResumableChangeStreamError'] },
  );
}

/** Refuses to start where the log does not reach, or behind an event that it never held. */
function checkStart(oplog: Oplog, { start, resumed }: StreamOptions): void {
  if (resumed === undefined) return;
  if (oplog.isLost(start.time)) throw historyLost();
  if (resumed === 'time') return;
  const row = oplog.rowAt(start.time);
  if (row === undefined || compareTimes(lastTimeOf(row.key, row.value), start.time) < 0) throw historyLost();
}

/** Rows that may hold what comes behind a place: from the row that it lies in. */
function rowsFrom(oplog: Oplog, { time, index }: Position) {
  const inside = oplog.rowAt(time);
  if (inside !== undefined) {
    const last = lastTimeOf(inside.key, inside.value);
    const rest = compareTimes(last, time) > 0 || (compareTimes(last, time) === 0 && hasMore(inside, index));
    if (rest) return oplog.rows(timeOfKey(inside.key), ROWS_AT_A_TIME);
  }
  return oplog.rows({ seconds: time.seconds, increment: time.increment + 1 }, ROWS_AT_A_TIME);
}

function hasMore({ key, value }: { key: Buffer; value: Uint8Array }, index: number): boolean {
  const changes = decodeRow(key, value);
  return (changes[changes.length - 1]?.index ?? -1) >= index;
}

function isBehind(change: LoggedChange, { time, index }: Position): boolean {
  const order = compareTimes(change.time, time);
  return order > 0 || (order === 0 && change.index >= index);
}
