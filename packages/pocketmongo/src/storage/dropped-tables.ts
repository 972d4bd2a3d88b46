import { countsKey, droppedKey, flagsKey } from '../catalog/catalog.ts';
import type { Frame } from './frame.ts';
import { tableStart } from './keys.ts';
import { plainWrite, type PlainWrites } from './plain-writes.ts';

const ROWS_PER_COMMIT = 5_000;

/**
 * Empties dropped tables in the background, some rows per commit. What is left at a stop goes on at the next start.
 */
export function removeDroppedTables(writes: PlainWrites, tables: Set<number>): void {
  const [table] = tables;
  if (table === undefined) return;
  let left = 0;
  plainWrite(writes, {}, (frame) => {
    const range = { from: tableStart(table), to: tableStart(table + 1), reverse: false, keysOnly: true };
    const rows = frame.view.chunk(range, ROWS_PER_COMMIT);
    for (const { key } of rows) frame.remove(key);
    if (rows.length < ROWS_PER_COMMIT) forget(frame, table);
    left = rows.length < ROWS_PER_COMMIT ? 0 : 1;
    return new Map();
  }).then(
    () => {
      if (left === 0) tables.delete(table);
      removeDroppedTables(writes, tables);
    },
    () => {
      // The mark stays in the store, so the rows are removed at the next start.
      tables.delete(table);
    },
  );
}

/** The number of the table may be given again after a start: nothing that was kept of it may be left. */
function forget(frame: Frame, table: number): void {
  for (const key of [droppedKey(table), countsKey(table), flagsKey(table)]) frame.remove(key);
}
