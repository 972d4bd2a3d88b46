import { successor } from '../indexes/key-encoding.ts';
import type { ScanRange } from '../planner/index-plan.ts';
import type { Entry, View } from '../storage/view.ts';

const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 512;

/**
 * Walks ranges of the store in pieces. Between pieces nothing is held open, so a scan may rest for as long as its
 * cursor does and go on from its last key.
 */
export class KeyScan {
  readonly #view: View;
  readonly #ranges: ScanRange[];
  readonly #reverse: boolean;
  readonly #keysOnly: boolean;
  #chunk: Entry[] = [];
  #at = 0;
  #size: number;
  #range = 0;
  #rest: ScanRange | undefined;

  constructor(
    view: View,
    ranges: readonly ScanRange[],
    options: { reverse: boolean; keysOnly: boolean; first?: number },
  ) {
    this.#view = view;
    this.#ranges = options.reverse ? [...ranges].reverse() : [...ranges];
    this.#reverse = options.reverse;
    this.#keysOnly = options.keysOnly;
    this.#size = options.first ?? FIRST_CHUNK;
    this.#rest = this.#ranges[0];
  }

  next(): Entry | undefined {
    for (;;) {
      const entry = this.#chunk[this.#at];
      if (entry !== undefined) {
        this.#at += 1;
        return entry;
      }
      if (this.#rest === undefined) return undefined;
      this.#load(this.#rest);
    }
  }

  #load(range: ScanRange): void {
    const chunk = this.#view.chunk(
      { ...range, reverse: this.#reverse, keysOnly: this.#keysOnly },
      this.#size,
    );
    const last = chunk[chunk.length - 1];
    if (last === undefined || chunk.length < this.#size) {
      this.#range += 1;
      this.#rest = this.#ranges[this.#range];
    } else {
      this.#rest = this.#reverse
        ? { from: range.from, to: last.key }
        : { from: after(last.key), to: range.to };
    }
    this.#size = Math.min(this.#size * 4, LARGEST_CHUNK);
    this.#chunk = chunk;
    this.#at = 0;
  }
}

function after(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.from([0])]);
}

/** All keys that start with a head. */
export function headRange(head: Buffer): ScanRange {
  return { from: head, to: successor(head) ?? Buffer.from([0xff]) };
}
