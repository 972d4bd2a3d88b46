import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeDocument } from '../bson/encode.ts';
import { valuesEqual } from '../bson/compare.ts';
import { type Doc, isDoc } from '../bson/values.ts';
import { collectAll, type Stage } from '../aggregation/stage.ts';
import type { BatchSource } from '../cursors/cursor-store.ts';
import { commandError } from '../errors.ts';
import { compareTimes } from '../oplog/cluster-clock.ts';
import { decodeRow, lastTimeOf, type LoggedChange } from '../oplog/decode-row.ts';
import type { Oplog } from '../oplog/oplog.ts';
import { timeOfKey } from '../oplog/row-format.ts';
import { checkSize } from '../records/insert.ts';
import { MAX_BSON_OBJECT_SIZE } from '../wire/limits.ts';
import { eventOf, invalidation, type LookUp, placeAfter } from './event.ts';
import type { StreamOptions } from './options.ts';
import { checkStart, historyLost, tells } from './resume.ts';
import { type Position, resumeToken, tokenOf } from './resume-token.ts';
import { ends } from './scope.ts';
import { fragmentsBehind, partOf, type Piece, splitEvent } from './split-event.ts';

const ROWS_AT_A_TIME = 32;

export type StreamParts = { oplog: Oplog; options: StreamOptions; pipeline: Stage; lookUp: LookUp };

/** The events of a change stream, as a cursor gives them. */
export function changeStream({ oplog, options, pipeline, lookUp }: StreamParts): BatchSource {
  const last = checkStart(oplog, options);
  const { scope, resumed } = options;
  let place: Position = options.start;
  let partly = partOf(resumed);
  let pending: Piece[] = [];
  let ended = false;
  let stop: () => void = () => undefined;
  let sent = typeof resumed === 'object' ? tokenOf(resumed) : resumeToken(place, 'mark');

  const add = async (change: LoggedChange, event: Doc): Promise<void> => {
    const [out] = await collectAll(pipeline([[event]]));
    const pieces = out === undefined ? [] : piecesOf(out, event, placeAfter(change), options);
    pending.push(...(partly === undefined ? pieces : fragmentsBehind(pieces, partly)));
    partly = undefined;
  };

  const invalidate = async (change: LoggedChange): Promise<void> => {
    ended = true;
    await add(change, invalidation(change));
  };

  /** Reads on in the log; false when there is nothing new. */
  const read = async (): Promise<boolean> => {
    if (oplog.isLost(place.time)) throw historyLost();
    const rows = rowsFrom(oplog, place);
    for (const change of rows.flatMap(({ key, value }) => decodeRow(key, value))) {
      if (!isBehind(change, place)) continue;
      place = placeAfter(change);
      if (!tells(options, change)) continue;
      await add(change, eventOf(change, options, lookUp));
      if (!ends(change, scope)) continue;
      await invalidate(change);
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
    const [taken] = pending.splice(0, documents.length).slice(-1);
    if (pending.length === 0 && (taken === undefined || !ended)) sent = resumeToken(place, 'mark');
    else if (taken !== undefined) sent = taken.token;
    return documents;
  };

  return {
    next: async (maxDocs, maxBytes, waitMs = 0) => {
      const until = performance.now() + waitMs;
      if (last !== undefined && !ended) await invalidate(last);
      for (;;) {
        while (!ended && pending.length < maxDocs && pending.length < ROWS_AT_A_TIME && (await read()));
        const left = until - performance.now();
        if (pending.length > 0 || ended || left <= 0 || oplog.closed) break;
        await oplog.nextCommit(left, (wake) => (stop = wake));
      }
      const documents = take(maxDocs, maxBytes);
      return { documents, done: ended && pending.length === 0 };
    },
    resumeToken: () => sent,
    close: () => {
      ended = true;
      pending = [];
      stop();
    },
  };
}

/** What an event that the pipeline let through is sent as. */
function piecesOf(out: Doc, event: Doc, place: Position, { split }: StreamOptions): Piece[] {
  const token = event.get('_id');
  if (!isDoc(token) || !valuesEqual(out.get('_id'), token))
    throw commandError(
      'ChangeStreamFatalError',
      'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point.',
      { labels: ['NonResumableChangeStreamError'] },
    );
  const bytes = encodeDocument(out);
  if (split && bytes.length > MAX_BSON_OBJECT_SIZE) return splitEvent(out, place);
  checkSize(bytes);
  return [{ bytes, token }];
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
