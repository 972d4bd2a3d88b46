import { asBuffer, decodeDocument } from '../bson/decode.ts';
import type { Doc } from '../bson/values.ts';
import { KIND_CODE, FLAG, ROW, timeOfKey, type RowOrigin } from './row-format.ts';
import type { Change, DefinitionKind } from './change.ts';
import type { OpTime } from './cluster-clock.ts';

type LoggedHead = {
  time: OpTime;
  /** Place within a transaction, whose changes share one time; 0 otherwise. */
  index: number;
  wallTime: number;
  namespace: string;
  uuid: Uint8Array;
  origin: RowOrigin | undefined;
};

/** A change of a document as the oplog holds it. Documents are decoded when asked for. */
export type LoggedDocument = LoggedHead & {
  kind: 'insert' | 'update' | 'replace' | 'delete';
  /** Pre- and post-images of this change are kept. */
  images: boolean;
  /** Paths that an update has set as a whole. */
  whole: readonly string[];
  before: (() => Doc) | undefined;
  after: (() => Doc) | undefined;
  id: () => Doc;
};

export type LoggedDefinition = LoggedHead & { kind: DefinitionKind; description: Doc };
export type LoggedChange = LoggedDocument | LoggedDefinition;

export function isLoggedDocument(change: LoggedChange): change is LoggedDocument {
  return 'images' in change;
}

/** A view is made, changed or dropped, which nothing else tells from a collection. */
export const isOfView = (change: LoggedChange): boolean =>
  !isLoggedDocument(change) && change.description.get('view') === true;

const KINDS = new Map(
  Object.entries(KIND_CODE).map(([kind, code]): [number, Change['kind']] => [code, kind as Change['kind']]),
);

/** Bytes that had been written to the oplog when this row was complete, and the row's own. */
export function offsetsOf(value: Uint8Array): { start: number; end: number } {
  const end = asBuffer(value).readDoubleLE(ROW.endOffset);
  return { start: end - value.length, end };
}

/** The time of a row's last change. */
export function lastTimeOf(key: Buffer, value: Uint8Array): OpTime {
  const { seconds, increment } = timeOfKey(key);
  const row = asBuffer(value);
  const shared = ((row[1] ?? 0) & FLAG.transaction) !== 0;
  return { seconds, increment: shared ? increment : increment + row.readUInt32LE(ROW.count) - 1 };
}

/** The changes of a row, in their order. */
export function decodeRow(key: Buffer, value: Uint8Array): LoggedChange[] {
  const row = asBuffer(value);
  if (row[0] !== ROW.version)
    throw new Error(`a row of the oplog has the unknown format ${row[0] ?? 'none'}`);
  const first = timeOfKey(key);
  const wallTime = row.readDoubleLE(ROW.wallTime);
  const count = row.readUInt32LE(ROW.count);
  const { origin, end } = originOf(row);
  const changes: LoggedChange[] = [];
  let at = end;
  for (let i = 0; i < count; i += 1) {
    const time = origin === undefined ? { seconds: first.seconds, increment: first.increment + i } : first;
    const next = changeAt(row, at, { time, index: origin === undefined ? 0 : i, wallTime, origin });
    changes.push(next.change);
    at = next.end;
  }
  return changes;
}

function originOf(row: Buffer): { origin: RowOrigin | undefined; end: number } {
  if (((row[1] ?? 0) & FLAG.transaction) === 0) return { origin: undefined, end: ROW.headBytes };
  const start = ROW.headBytes + 10;
  const end = start + row.readUInt16LE(ROW.headBytes + 8);
  const origin = { txnNumber: row.readBigInt64LE(ROW.headBytes), session: row.toString('utf8', start, end) };
  return { origin, end };
}

type Place = Omit<LoggedHead, 'namespace' | 'uuid'>;

function changeAt(row: Buffer, at: number, place: Place): { change: LoggedChange; end: number } {
  const kind = KINDS.get(row[at] ?? 0);
  if (kind === undefined) throw new Error('a row of the oplog is damaged');
  const flags = row[at + 1] ?? 0;
  const images = (flags & FLAG.images) !== 0;
  const nameEnd = at + ROW.changeHeadBytes + row.readUInt16LE(at + 2);
  const namespace = row.toString('utf8', at + ROW.changeHeadBytes, nameEnd);
  const { whole, end: start } =
    (flags & FLAG.whole) === 0 ? { whole: [], end: nameEnd } : pathsAt(row, nameEnd);
  const head = { ...place, namespace, uuid: row.subarray(at + 4, at + ROW.changeHeadBytes) };
  const first = documentAt(row, start);
  const afterFirst = start + first.length;
  const lazy = (bytes: Buffer) => (): Doc => decodeDocument(bytes);
  const id = lazy(first);
  const none = { before: undefined, after: undefined };
  switch (kind) {
    case 'insert':
      return { change: { ...head, kind, images, whole, id, ...none, after: id }, end: afterFirst };
    case 'delete': {
      const before = images ? id : undefined;
      return { change: { ...head, kind, images, whole, id, ...none, before }, end: afterFirst };
    }
    case 'replace': {
      const before = images ? documentAt(row, afterFirst) : undefined;
      const change = { ...head, kind, images, whole, id, before: before && lazy(before), after: id };
      return { change, end: afterFirst + (before?.length ?? 0) };
    }
    case 'update': {
      const end = afterFirst + 12 + row.readUInt32LE(afterFirst + 8);
      const after = (): Doc => decodeDocument(patched(first, row.subarray(afterFirst, end)));
      return { change: { ...head, kind, images, whole, id, before: id, after }, end };
    }
    default:
      return { change: { ...head, kind, description: id() }, end: afterFirst };
  }
}

function pathsAt(row: Buffer, at: number): { whole: string[]; end: number } {
  const end = at + 4 + row.readUInt32LE(at);
  return { whole: row.toString('utf8', at + 4, end).split('\0'), end };
}

function documentAt(row: Buffer, at: number): Buffer {
  return row.subarray(at, at + row.readInt32LE(at));
}

/** The document after an update; the counterpart of what the encoder takes apart. */
function patched(before: Buffer, patch: Buffer): Buffer {
  const head = patch.readUInt32LE(0);
  const tail = patch.readUInt32LE(4);
  const after = Buffer.concat([
    before.subarray(0, head),
    patch.subarray(12),
    before.subarray(before.length - tail),
  ]);
  after.writeInt32LE(after.length, 0);
  return after;
}
