import { join } from 'node:path';
import type { Transaction } from 'lmdb';
import { DATA_FILE, openFile, type DataFile } from './data-file.ts';
import { lockDataDirectory } from './data-lock.ts';
import { TABLE, tableKey } from './keys.ts';
import { makeDirectory, makeFile } from './new-file.ts';
import type { Entry, RangeRequest } from './range.ts';
import type { WriteSet } from './write-set.ts';
import { Writing, type WritingOptions } from './writer/writing.ts';

const FORMAT_VERSION = 3;
/** Without the types of values in the entries of indexes: those that exist stay so. */
const FORMER_VERSION = 2;
const FORMAT_KEY = tableKey(TABLE.meta, Buffer.from('format'));
const NO_VALUE = new Uint8Array(0);

/** A view of the store at one moment; must be released. */
export type StoreSnapshot = { readonly handle: Transaction; release(): void };

/** The ordered, durable map of bytes that everything is kept in: one LMDB environment. */
export type Store = {
  get(key: Buffer, snapshot?: StoreSnapshot): Uint8Array | undefined;
  chunk(range: RangeRequest, limit: number, snapshot?: StoreSnapshot): Entry[];
  snapshot(): StoreSnapshot;
  /**
   * Writes the changes of one or more writers in one LMDB transaction. Resolves when they are on disk, from when on reads see them; after an
   * error (a full disk) nothing of them is there, and later writes work again. One at a time.
   */
  write(changes: WriteSet, writers?: number): Promise<void>;
  /** Resolves when the thread that commits is there, if there is to be one from the start. */
  started(): Promise<void>;
  /** Copies everything as it is at this moment into a new file, in the background. */
  copyTo(path: string): Promise<void>;
  /** Forgets readers of other processes that were killed: what they read could never be overwritten. */
  clearStaleReaders(): void;
  close(): Promise<void>;
};

/** Opens the store in `dataDir`, which is locked until it is closed. Throws for a format that this code doesn't know. */
export function openStore(dataDir: string, options: WritingOptions = {}): Store {
  makeDirectory(dataDir);
  const unlock = lockDataDirectory(dataDir);
  try {
    const path = join(dataDir, DATA_FILE);
    makeFile(path, (unfinished) => withFormat(openFile(unfinished)));
    const db = openFile(path);
    if (formatOf(db) !== undefined) checkFormat(db, dataDir);
    if (formatOf(db) !== FORMAT_VERSION) withFormat(db);
    return storeOver(db, new Writing(db, path, options), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function withFormat(db: DataFile): DataFile {
  db.transactionSync(() => db.putSync(FORMAT_KEY, Buffer.from(String(FORMAT_VERSION))));
  return db;
}

/** Opens the file of a data directory for reading only, also beside a process that writes to it. */
export function openForReading(dataDir: string): DataFile {
  const db = openFile(join(dataDir, DATA_FILE), true);
  checkFormat(db, dataDir);
  return db;
}

/** The store for a thread that only reads, beside the one that writes. Its snapshots see every commit so far. */
export function openStoreForReading(dataDir: string): Store {
  const db = openForReading(dataDir);
  const store = storeOver(db, new Writing(db, join(dataDir, DATA_FILE)), () => undefined);
  return {
    ...store,
    snapshot: () => {
      db.resetReadTxn();
      return store.snapshot();
    },
  };
}

function formatOf(db: DataFile): number | undefined {
  const found = db.getBinary(FORMAT_KEY);
  return found === undefined ? undefined : Number(Buffer.from(found).toString());
}

function checkFormat(db: DataFile, dataDir: string): void {
  const version = formatOf(db);
  if (version === FORMAT_VERSION || version === FORMER_VERSION) return;
  throw new Error(
    `${dataDir} has data format ${version ?? 'nobody knows'}; this version reads format ${FORMAT_VERSION}`,
  );
}

function storeOver(db: DataFile, writing: Writing, unlock: () => void): Store {
  const copies = new Set<Promise<void>>();
  const reading = readingFrom(db);
  return {
    get: (key, snapshot) =>
      snapshot === undefined ? reading.get(key) : reading.get(key, { transaction: snapshot.handle }),
    chunk: (range, limit, snapshot) => readChunk(reading, range, limit, snapshot),
    snapshot: () => {
      const handle = db.useReadTransaction();
      return { handle, release: () => handle.done() };
    },
    write: (changes, writers) => writing.write(changes, writers),
    started: () => writing.started(),
    copyTo: (path) => {
      const copy = db.backup(path, true);
      copies.add(copy);
      return copy.finally(() => copies.delete(copy));
    },
    clearStaleReaders: () => void db.readerCheck(),
    close: async () => {
      // Closing the file under a copy would take the memory away that it reads.
      await Promise.allSettled(copies);
      await writing.close();
      await db.close();
      unlock();
    },
  };
}

/**
 * The same database, giving what it reads as copies in pooled memory: a buffer of its own for each key and value costs
 * more than all the rest of a scan.
 */
function readingFrom(db: DataFile): DataFile {
  const derived = Object.create(db) as DataFile;
  return Object.assign(derived, {
    decoder: { decode: (shared: Buffer) => copied(shared, 0, shared.length) },
    decoderCopies: true,
    readKey: copied,
  });
}

function copied(shared: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafe(end - start);
  shared.copy(copy, 0, start, end);
  return copy;
}

function readChunk(
  db: DataFile,
  range: RangeRequest,
  limit: number,
  snapshot: StoreSnapshot | undefined,
): Entry[] {
  const options = {
    start: range.reverse ? range.to : range.from,
    end: range.reverse ? range.from : range.to,
    reverse: range.reverse,
    limit,
    ...(range.reverse ? { exclusiveStart: true, inclusiveEnd: true } : {}),
    ...(snapshot === undefined ? {} : { transaction: snapshot.handle }),
  };
  const entries: Entry[] = [];
  if (range.keysOnly) {
    for (const key of db.getKeys(options)) entries.push({ key, value: NO_VALUE });
  } else {
    for (const { key, value } of db.getRange(options)) entries.push({ key, value });
  }
  return entries;
}
