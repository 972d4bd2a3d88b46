import type { IndexEntry } from '../catalog/entries.ts';
import { TABLE_BYTES } from '../storage/keys.ts';
import type { FieldBounds } from './bounds.ts';
import { span } from './interval.ts';

/** A stretch of a component's stored bytes: start ≤ bytes < end. */
export type Span = { start: Buffer; end: Buffer };

/** Bounds on the fields behind those that make a scan's ranges: looked for in each key, before its document is read. */
export type KeyFilter = {
  /** Where in a key field `first` starts. */
  offset: number;
  first: number;
  /** By field from `first`: in order, apart from each other; undefined where everything goes. */
  spans: (readonly Span[] | undefined)[];
};

/** Where the parsing of keys can start: behind what all keys of the scan share. */
export type SharedHead = { bytes: number; fields: number };

/** The filter for the bounds of the fields from `from` on; undefined when there are none. */
export function keyFilter(
  index: IndexEntry,
  bounds: readonly (FieldBounds | undefined)[],
  from: number,
  head: SharedHead,
): KeyFilter | undefined {
  const spans: (readonly Span[] | undefined)[] = [];
  for (const [position, field] of index.fields.entries()) {
    const own = position < from ? undefined : bounds[position];
    if (own !== undefined)
      spans[position - head.fields] = joined(
        own.intervals.flatMap((interval) => span(interval, field.direction) ?? []),
      );
  }
  if (spans.length === 0) return undefined;
  return { offset: TABLE_BYTES + head.bytes, first: head.fields, spans: Array.from(spans) };
}

function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const next of [...spans].sort((a, b) => Buffer.compare(a.start, b.start))) {
    const last = result[result.length - 1];
    if (last === undefined || Buffer.compare(next.start, last.end) > 0) result.push(next);
    else if (Buffer.compare(next.end, last.end) > 0)
      result[result.length - 1] = { start: last.start, end: next.end };
  }
  return result;
}
