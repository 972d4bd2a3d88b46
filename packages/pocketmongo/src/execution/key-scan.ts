import { successor } from '../indexes/key-encoding.ts';
import type { ScanRange } from '../planner/index-plan.ts';
import type { View } from '../storage/view.ts';
import type { Entry } from '../storage/range.ts';
import type { Progress } from './counters.ts';

const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 512;

/**
 * Walks ranges of the store in pieces. Between pieces nothing is held open, so a scan may rest for as long as its
 * cursor does and go on from its last key. With `progress` what it has read ahead before a rest is read anew.
 */
export class KeyScan {
  readonly #view: View;
  readonly #ranges: ScanRange[];
  readonly #reverse: boolean;
  readonly #keysOnly: boolean;
  readonly #progress: Progress | undefined;
  #rests = 0;
  #chunk: Entry[] = [];
  #at = 0;
  #size: number;
  #range = 0;
  #rest: ScanRange | undefined;
  /** The range that the chunk begins, by its number. */
  #loaded: { readonly number: number; readonly range: ScanRange } | undefined;

  constructor(
    view: View,
    ranges: readonly ScanRange[],
    options: { reverse: boolean; keysOnly: boolean; first?: number; progress?: Progress },
  ) {
    this.#view = view;
    this.#progress = options.progress;
    this.#ranges = options.reverse ? [...ranges].reverse() : [...ranges];
    this.#reverse = options.reverse;
    this.#keysOnly = options.keysOnly;
    this.#size = options.first ?? FIRST_CHUNK;
    this.#rest = this.#ranges[0];
  }

  next(): Entry | undefined {
    if (this.#progress !== undefined && this.#progress.rests !== this.#rests) this.#readAnew(this.#progress);
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

  /** Forgets what it has read ahead. */
  #readAnew({ rests }: Progress): void {
    this.#rests = rests;
    const loaded = this.#loaded;
    if (loaded === undefined || this.#at >= this.#chunk.length) return;
    this.#range = loaded.number;
    this.#rest = this.#behind(loaded.range, this.#chunk[this.#at - 1]);
    this.#chunk = [];
  }

  /** What of a range follows an entry, the last that was given. */
  #behind({ from, to }: ScanRange, last: Entry | undefined): ScanRange {
    if (last === undefined) return { from, to };
    return this.#reverse ? { from, to: last.key } : { from: after(last.key), to };
  }

  /** Passes by all keys before `key`; in reverse all from `key` on. Costs nothing while the keys are at hand. */
  skipTo(key: Buffer): void {
    const last = this.#chunk[this.#chunk.length - 1];
    if (last !== undefined && this.#isBefore(last.key, key)) {
      this.#chunk = [];
      this.#size = FIRST_CHUNK;
      this.#skipRest(key);
    } else {
      for (let next = this.#chunk[this.#at]; next !== undefined && this.#isBefore(next.key, key);) {
        this.#at += 1;
        next = this.#chunk[this.#at];
      }
    }
  }

  #isBefore(key: Buffer, place: Buffer): boolean {
    const order = Buffer.compare(key, place);
    return this.#reverse ? order >= 0 : order < 0;
  }

  #skipRest(key: Buffer): void {
    for (let rest = this.#rest; rest !== undefined; rest = this.#rest) {
      const from = this.#reverse || Buffer.compare(rest.from, key) > 0 ? rest.from : key;
      const to = this.#reverse && Buffer.compare(rest.to, key) > 0 ? key : rest.to;
      this.#rest = { from, to };
      if (Buffer.compare(from, to) < 0) return;
      this.#range += 1;
      this.#rest = this.#ranges[this.#range];
    }
  }

  #load(range: ScanRange): void {
    const chunk = this.#view.chunk(
      { ...range, reverse: this.#reverse, keysOnly: this.#keysOnly },
      this.#size,
    );
    this.#loaded = { number: this.#range, range };
    const last = chunk[chunk.length - 1];
    if (last === undefined || chunk.length < this.#size) {
      this.#range += 1;
      this.#rest = this.#ranges[this.#range];
    } else {
      this.#rest = this.#behind(range, last);
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
