import { randomBytes } from 'node:crypto';
import type { Doc } from '../bson/values.ts';
import type { Operation } from '../execution/operation.ts';
import { commandError } from '../errors.ts';
import type { CursorRights } from './cursor-rights.ts';

/** Where the documents of a cursor come from. */
export interface BatchSource {
  /** Up to so many documents or about so many bytes; the first is always given. */
  next: (
    maxDocs: number,
    maxBytes: number,
    waitMs?: number,
  ) => Promise<{ documents: Uint8Array[]; done: boolean }>;
  /** Of a change stream: where to go on behind the last batch. `next` waits up to `waitMs` for what is to come. */
  resumeToken?: () => Doc;
  close: () => void;
}

/** A result that is read in several calls. */
export interface OpenCursor {
  id: bigint;
  namespace: string;
  /** Key of the logical session it belongs to, and its user: nobody else may read on. */
  session: string | undefined;
  user: string | undefined;
  rights: CursorRights;
  source: BatchSource;
  /** The collection that is read, when there was one: its cursors end with it. */
  collection: Uint8Array | undefined;
  /** The operation that opened it; its deadline moves by the time in which nobody read. */
  op: Operation;
  /** It is not closed for being left alone. */
  noTimeout?: boolean;
  lastUsed: number;
  /** When its last batch was ready. */
  idleSince: number;
  busy: boolean;
}

export interface CursorStore {
  /** How long nobody may read a cursor before it is closed. */
  idleMs: number;
  /** `id`: of a cursor that a reader has opened. */
  add: (
    cursor: Pick<
      OpenCursor,
      'namespace' | 'session' | 'user' | 'rights' | 'source' | 'collection' | 'op' | 'noTimeout'
    > & {
      id?: bigint;
    },
  ) => OpenCursor;
  /** Throws CursorNotFound. */
  get: (id: bigint) => OpenCursor;
  has: (id: bigint) => boolean;
  /** False when there is no such cursor. */
  kill: (id: bigint) => boolean;
  killSession: (session: string) => void;
  /** The sessions that have a cursor open. */
  sessions: () => string[];
  count: () => number;
  close: () => void;
}

const IDLE_MS = 10 * 60_000;
const SWEEP_MS = 30_000;

export const newCursorId = (): bigint => (randomBytes(8).readBigInt64LE() & 0x7fff_ffff_ffff_ffffn) | 1n;

/** The open cursors of a server; those that nobody reads for ten minutes are closed. */
export function createCursorStore(): CursorStore {
  const cursors = new Map<bigint, OpenCursor>();
  const kill = (id: bigint): boolean => {
    cursors.get(id)?.source.close();
    return cursors.delete(id);
  };
  const sweep = setInterval(() => {
    const oldest = performance.now() - store.idleMs;
    for (const { id, lastUsed, busy, noTimeout } of cursors.values())
      if (!busy && !noTimeout && lastUsed < oldest) kill(id);
  }, SWEEP_MS).unref();
  const store: CursorStore = {
    idleMs: IDLE_MS,
    add: (parts) => {
      const id = parts.id ?? newCursorId();
      const now = performance.now();
      const cursor: OpenCursor = { ...parts, id, lastUsed: now, idleSince: now, busy: false };
      cursors.set(id, cursor);
      return cursor;
    },
    get: (id) => {
      const cursor = cursors.get(id);
      if (cursor === undefined) throw commandError('CursorNotFound', `cursor id ${id} not found`);
      cursor.lastUsed = performance.now();
      return cursor;
    },
    has: (id) => cursors.has(id),
    kill,
    killSession: (session) => {
      for (const cursor of cursors.values()) if (cursor.session === session) kill(cursor.id);
    },
    sessions: () => Array.from(cursors.values(), ({ session }) => session ?? '').filter((key) => key !== ''),
    count: () => cursors.size,
    close: () => {
      clearInterval(sweep);
      for (const id of cursors.keys()) kill(id);
    },
  };
  return store;
}
