import { open, type RootDatabase } from 'lmdb';
import { keyBytes } from './keys.ts';
import type { WriteSet } from './write-set.ts';

/** The file in a data directory that holds everything. */
export const DATA_FILE = 'data.mdb';

export type DataFile = RootDatabase<Uint8Array, Buffer>;

/** The file as LMDB keeps it, without a lock of ours. Threads of one process share what is behind it. */
export function openFile(path: string, readOnly = false): DataFile {
  return open<Uint8Array, Buffer>({
    path,
    noSubdir: true,
    keyEncoding: 'binary',
    encoding: 'binary',
    cache: false,
    // The classic way: data, sync, meta page, sync.
    overlappingSync: false,
    ...(readOnly ? { readOnly } : {}),
  });
}

/**
 * Writes the changes in one transaction: they are on disk when it returns, and nothing of them is there when it throws
 * (a full disk). LMDB's own asynchronous writes are not used: they never come back from a commit that failed.
 */
export function commitChanges(
  db: DataFile,
  changes: Iterable<readonly [key: Buffer, value: Uint8Array | null]>,
): void {
  db.transactionSync(() => {
    for (const [key, value] of changes) {
      if (value === null) db.removeSync(key);
      else db.putSync(key, value);
    }
  });
}

/** The changes of a write set with their keys as bytes. */
export function* changesOf({
  changes,
}: WriteSet): Generator<readonly [key: Buffer, value: Uint8Array | null]> {
  for (const [key, value] of changes) yield [keyBytes(key), value];
}
