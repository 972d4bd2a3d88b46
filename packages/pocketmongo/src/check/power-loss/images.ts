import type { TraceEvent } from './trace.ts';

type Write = Extract<TraceEvent, { kind: 'write' }>;

/** What may be on the disk after the power went, and which commits were acknowledged by then. */
export type Image = {
  bytes: Buffer;
  /** The file has its final name. */
  named: boolean;
  acknowledged: number;
  /** For people: what was lost. */
  told: string;
};

export type ImageOptions = {
  /** Up to so many writes after a sync, all subsets are tried; of more, so many by chance. */
  allBelow: number;
  samples: number;
  random: (bound: number) => number;
};

/** The smallest amounts that a disk writes whole. */
const UNITS = [4096, 512];

/** Every image that could be left: what was synced is there, of the rest any part. */
export function* images(events: readonly TraceEvent[], options: ImageOptions): Generator<Image> {
  let synced: Buffer = Buffer.alloc(0);
  let pending: Write[] = [];
  let acknowledged = -1;
  // Until the directory is synced, the file may have its final name or not.
  let names = [false];
  for (const event of events) {
    if (event.kind === 'acknowledged') acknowledged = event.commit;
    if (event.kind === 'renamed') names = [false, true];
    if (event.kind === 'named' && names.includes(true)) names = [true];
    if (event.kind !== 'write' && event.kind !== 'sync') continue;
    if (event.kind === 'write') pending.push(event);
    const isDurable = event.kind === 'sync' || event.synchronous;
    if (!isDurable) continue;
    // The power may go at any moment before the call comes back: it has promised nothing yet.
    for (const { writes, told } of parts(pending, options))
      for (const named of names)
        yield { bytes: apply(synced, writes), named, acknowledged, told: `after ${acknowledged}: ${told}` };
    if (event.kind === 'sync') {
      synced = apply(synced, pending);
      pending = [];
    } else {
      // O_DSYNC speaks of this write alone.
      synced = apply(synced, [event]);
      pending = pending.filter((write) => write !== event);
    }
  }
  for (const named of names) yield { bytes: synced, named, acknowledged, told: 'at the end' };
}

function apply(base: Buffer, writes: readonly Write[]): Buffer {
  const length = writes.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes.length), base.length);
  const image = Buffer.alloc(length);
  base.copy(image);
  for (const { offset, bytes } of writes) bytes.copy(image, offset);
  return image;
}

function* parts(
  pending: readonly Write[],
  { allBelow, samples, random }: ImageOptions,
): Generator<{ writes: Write[]; told: string }> {
  const all = 2 ** pending.length;
  const isFew = pending.length <= allBelow;
  for (let at = 0; at < (isFew ? all : samples); at += 1) {
    const kept = pending.filter((_, place) => (isFew ? ((at >> place) & 1) === 1 : random(2) === 1));
    yield { writes: kept, told: `${kept.length} of ${pending.length} writes kept` };
  }
  for (const unit of UNITS)
    for (let at = 0; at < samples; at += 1) {
      const pieces = pending.flatMap((write) => torn(write, unit)).filter(() => random(2) === 1);
      yield { writes: shuffled(pieces, random), told: `${pieces.length} pieces of ${unit} kept` };
    }
}

/** The pieces of a write that a disk may write one without the other. */
function torn({ offset, bytes, ...rest }: Write, unit: number): Write[] {
  const pieces: Write[] = [];
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + unit - ((offset + from) % unit));
    pieces.push({ ...rest, offset: offset + from, bytes: bytes.subarray(from, to) });
    from = to;
  }
  return pieces;
}

/** Pieces of one place may come from several writes, in any order. */
function shuffled(pieces: Write[], random: (bound: number) => number): Write[] {
  for (let at = pieces.length - 1; at > 0; at -= 1) {
    const other = random(at + 1);
    const [a, b] = [pieces[at], pieces[other]];
    if (a !== undefined && b !== undefined) [pieces[at], pieces[other]] = [b, a];
  }
  return pieces;
}
