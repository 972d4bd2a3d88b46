import { createHash } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openFile } from '../storage/data-file.ts';
import { openForReading } from '../storage/store.ts';
import { requireDatabase } from './data-files.ts';
import { intoPlace } from './folder.ts';
import { BackupParser, entryHeader, HEADER_BYTES, MAGIC, type StreamEntry } from './stream-parser.ts';

const CHUNK_BYTES = 256 * 1024;
/** Bytes that one commit of a restore takes. */
const FILL_BYTES = 16 * 1024 * 1024;

/**
 * Writes a data directory as it is at one moment to a stream, also while a server in another process has it open.
 * Returns the number of entries.
 */
export async function writeBackupStream(dataDir: string, out: Writable): Promise<number> {
  requireDatabase(dataDir);
  const db = openForReading(dataDir);
  const written = { entries: 0 };
  try {
    await pipeline(() => backupChunks(db, written), out, { end: false });
  } finally {
    await db.close();
  }
  return written.entries;
}

function* backupChunks(db: ReturnType<typeof openForReading>, written: { entries: number }) {
  const hash = createHash('sha256');
  let parts: Buffer[] = [MAGIC];
  let size = MAGIC.length;
  const transaction = db.useReadTransaction();
  try {
    for (const { key, value } of db.getRange({ transaction })) {
      written.entries += 1;
      // LMDB lends the bytes for one step only.
      parts.push(entryHeader(key.length, value.length), Buffer.from(key), Buffer.from(value));
      size += HEADER_BYTES + key.length + value.length;
      if (size < CHUNK_BYTES) continue;
      const chunk = Buffer.concat(parts);
      hash.update(chunk);
      yield chunk;
      parts = [];
      size = 0;
    }
  } finally {
    transaction.done();
  }
  const rest = Buffer.concat(parts);
  const digest = hash.update(rest).digest();
  yield Buffer.concat([rest, entryHeader(0, digest.length), digest]);
}

/** Makes a data directory from a stream of {@link writeBackupStream}. Throws when it is cut short or damaged. */
export async function restoreFromStream(source: Readable, dataDir: string): Promise<void> {
  await intoPlace(dataDir, async (path) => {
    const db = openFile(path);
    const put = (entries: readonly StreamEntry[]): void => {
      db.transactionSync(() => {
        for (const [key, value] of entries) db.putSync(key, value);
      });
    };
    try {
      await fill(source, put);
    } finally {
      await db.close();
    }
  });
}

async function fill(source: Readable, put: (entries: readonly StreamEntry[]) => void): Promise<void> {
  const parser = new BackupParser();
  let waiting: StreamEntry[] = [];
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    for (const entry of parser.push(chunk)) waiting.push(entry);
    size += chunk.length;
    if (size < FILL_BYTES) continue;
    put(waiting);
    waiting = [];
    size = 0;
  }
  parser.end();
  put(waiting);
}
