import { countsKey, droppedKey, flagsKey } from '../catalog/catalog.ts';
import type { Frame } from './frame.ts';
import { tableStart } from './keys.ts';
import { plainWrite, type PlainWrites } from './plain-writes.ts';

const ROWS_PER_COMMIT = 5_000;

/**
 * The tables that were dropped and still hold rows, which are removed in the background, some per commit. When that fails
 * (a full disk) it is tried again with the next drop or sweep; what is left at a stop goes on at the next start.
 */
export class DroppedTables {
  readonly #tables: Set<number>;
  #isRunning = false;

  constructor(left: Iterable<number>) {
    this.#tables = new Set(left);
  }

  add(tables: Iterable<number>): void {
    for (const table of tables) this.#tables.add(table);
  }

  empty(writes: PlainWrites): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#goOn(writes);
  }

  #goOn(writes: PlainWrites): void {
    const [table] = this.#tables;
    if (table === undefined) {
      this.#isRunning = false;
      return;
    }
    let isEmpty = false;
    plainWrite(writes, {}, (frame) => {
      isEmpty = removeSome(frame, table);
      return new Map();
    }).then(
      () => {
        if (isEmpty) this.#tables.delete(table);
        this.#goOn(writes);
      },
      () => {
        this.#isRunning = false;
      },
    );
  }
}

/** True when nothing is left of the table. */
function removeSome(frame: Frame, table: number): boolean {
  const range = { from: tableStart(table), to: tableStart(table + 1), reverse: false, keysOnly: true };
  const rows = frame.view.chunk(range, ROWS_PER_COMMIT);
  for (const { key } of rows) frame.remove(key);
  const isEmpty = rows.length < ROWS_PER_COMMIT;
  if (isEmpty) forget(frame, table);
  return isEmpty;
}

/** The number of the table may be given again after a start: nothing that was kept of it may be left. */
function forget(frame: Frame, table: number): void {
  for (const key of [droppedKey(table), countsKey(table), flagsKey(table)]) frame.remove(key);
}
