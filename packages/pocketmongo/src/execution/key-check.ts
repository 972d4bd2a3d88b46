import type { IndexEntry } from '../catalog/entries.ts';
import { commandError } from '../errors.ts';
import { componentEnd, maskOf } from '../indexes/key-parts.ts';
import { successor } from '../indexes/key-encoding.ts';
import type { KeyFilter, Span } from '../planner/key-filter.ts';
import type { KeyScan } from './key-scan.ts';

/** Says whether a key is within the bounds of a filter; moves the scan on where many keys in a row are not. */
export type KeyCheck = (key: Buffer) => boolean;

/** The check of the keys that a scan gives. */
export function keyCheck(index: IndexEntry, filter: KeyFilter, scan: KeyScan, reverse: boolean): KeyCheck {
  const { spans, offset, first } = filter;
  const masks = index.fields.slice(first).map((field) => maskOf(field.direction));
  let failed: Buffer | undefined;
  return (key) => {
    if (index.flags.truncated) throw shapeChanged(index);
    let at = offset;
    for (let i = 0; i < spans.length; i += 1) {
      const end = componentEnd(key, at, masks[i] ?? 0);
      const allowed = spans[i];
      if (allowed !== undefined) {
        const place = placeOf(key, at, end, allowed);
        if (place !== INSIDE) {
          // One key beside the bounds is passed by; from the second under the same head on it pays to look further.
          if (failed !== undefined && sameHead(key, failed, at))
            scan.skipTo(nextPlace(key.subarray(0, at), allowed, place, reverse));
          failed = key;
          return false;
        }
      }
      at = end;
    }
    return true;
  };
}

/** A key that is too long to be taken apart has come while the scan rested. */
function shapeChanged(index: IndexEntry): Error {
  return commandError('QueryPlanKilled', `the keys of index '${index.name}' have changed their shape`);
}

function sameHead(a: Buffer, b: Buffer, length: number): boolean {
  return b.length >= length && a.compare(b, 0, length, 0, length) === 0;
}

const INSIDE = -1;

/** INSIDE, or the number of spans that lie before the bytes. */
function placeOf(key: Buffer, from: number, to: number, spans: readonly Span[]): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { start, end } = spans[middle] ?? NO_SPAN;
    if (key.compare(start, 0, start.length, from, to) < 0) high = middle;
    else if (key.compare(end, 0, end.length, from, to) < 0) return INSIDE;
    else low = middle + 1;
  }
  return low;
}

const NO_SPAN: Span = { start: Buffer.alloc(0), end: Buffer.alloc(0) };

/** The first key that may be within the bounds again; in reverse the first that is beyond such keys. */
function nextPlace(head: Buffer, spans: readonly Span[], place: number, reverse: boolean): Buffer {
  const bytes = reverse ? spans[place - 1]?.end : spans[place]?.start;
  if (bytes !== undefined) return Buffer.concat([head, bytes]);
  return reverse ? head : (successor(head) ?? Buffer.from([0xff]));
}
