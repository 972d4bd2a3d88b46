import { TABLE, tableStart } from '../storage/keys.ts';
import { plainWrite, type PlainWrites } from '../storage/plain-writes.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { decodeRetryRecord } from './retry-records.ts';

const ROWS_PER_COMMIT = 1_000;

/** Removes the records of sessions that have been silent since `before`. */
export async function pruneRetryRecords(writes: PlainWrites, before: number): Promise<void> {
  await plainWrite(writes, {}, (frame) => {
    const range = { from: tableStart(TABLE.retry), to: tableStart(TABLE.retry + 1) };
    const scan = new KeyScan(frame.view, [range], { reverse: false, keysOnly: false });
    let removed = 0;
    for (let row = scan.next(); row !== undefined && removed < ROWS_PER_COMMIT; row = scan.next()) {
      if (decodeRetryRecord(row.value).at >= before) continue;
      frame.remove(row.key);
      removed += 1;
    }
    return new Map();
  });
}
