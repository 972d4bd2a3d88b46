/**
 * The store alone, in a process of its own: `node bare-process.ts DIR`. For each message it does the gets and puts that
 * the work of that name makes a server do, and answers with operations per second.
 */
import { join } from 'node:path';
import { openFile } from '../src/storage/data-file.ts';
import { scattered } from './documents.ts';

const GROUP = 32;
const RECORD = Buffer.alloc(260, 7);
const ENTRY = Buffer.alloc(6, 7);
const LOG_ROW = Buffer.alloc(40, 7);

const db = openFile(join(process.argv[2] ?? '', 'bare.mdb'));
let written = 0;

function key(table: number, number: number): Buffer {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32BE(table, 0);
  bytes.writeUInt32BE(0, 4);
  bytes.writeUInt32BE(number, 8);
  return bytes;
}

/** Runs a work in synced groups, as a server with so many requests in flight does. */
function inGroups(count: number, write: (number: number) => void): void {
  for (let from = 0; from < count; from += GROUP) {
    db.transactionSync(() => {
      for (let number = from; number < Math.min(count, from + GROUP); number += 1) write(number);
    });
  }
}

function insertOne(): void {
  db.putSync(key(1, written), RECORD);
  db.putSync(key(2, written), ENTRY);
  db.putSync(key(3, written), LOG_ROW);
  written += 1;
}

function changeOne(number: number): void {
  const which = scattered(number, written);
  db.getBinary(key(2, which));
  db.getBinary(key(1, which));
  db.putSync(key(1, which), RECORD);
}

function readRange(table: number, from: number, limit: number): number {
  let bytes = 0;
  for (const { value } of db.getRange({ start: key(table, from), end: key(table + 1, 0), limit }))
    bytes += value.length;
  return bytes;
}

const WORKS: Record<string, (count: number) => void> = {
  reads: (count) => {
    for (let number = 0; number < count; number += 1) {
      const which = scattered(number, written);
      db.getBinary(key(2, which));
      db.getBinary(key(1, which));
    }
  },
  inserts: (count) => inGroups(count, insertOne),
  increments: (count) =>
    inGroups(count, (number) => {
      changeOne(number);
      db.putSync(key(3, written + number), LOG_ROW);
    }),
  transactions: (count) =>
    inGroups(count, (number) => {
      insertOne();
      changeOne(number);
      db.putSync(key(4, number % GROUP), LOG_ROW);
    }),
  lists: (count) => {
    for (let number = 0; number < count; number += 1) {
      const from = scattered(number, Math.max(1, written - 20));
      readRange(2, from, 20);
      for (let row = from; row < from + 20; row += 1) db.getBinary(key(1, row));
    }
  },
  /** Counted in documents. */
  scans: (count) => {
    for (let left = count; left > 0; left -= written) readRange(1, 0, Math.min(left, written));
  },
};

process.on('message', ({ work, count }: { work: string; count: number }) => {
  const started = performance.now();
  WORKS[work]?.(count);
  process.send?.({ perSecond: (count * 1_000) / (performance.now() - started) });
});
