import type { WriteSet } from '../write-set.ts';

const HEAD_BYTES = 8;
const REMOVED = 0xffff_ffff;

/** Bytes that the changes of a write set take when they are packed. */
export function packedSize({ changes }: WriteSet): number {
  let size = 0;
  for (const [key, value] of changes) size += HEAD_BYTES + key.length + (value?.length ?? 0);
  return size;
}

/** Puts the changes of a write set one behind the other, to be handed to another thread: lengths, key, value. */
export function packChanges({ changes }: WriteSet, packed: Buffer): void {
  let at = 0;
  for (const [key, value] of changes) {
    packed.writeUInt32LE(key.length, at);
    packed.writeUInt32LE(value?.length ?? REMOVED, at + 4);
    at += HEAD_BYTES;
    at += packed.write(key, at, 'latin1');
    if (value === null) continue;
    packed.set(value, at);
    at += value.length;
  }
}

/** The changes in the order in which they were packed; keys and values share the memory of `packed`. */
export function* unpackChanges(packed: Buffer): Generator<readonly [key: Buffer, value: Buffer | null]> {
  for (let at = 0; at < packed.length;) {
    const keyAt = at + HEAD_BYTES;
    const valueAt = keyAt + packed.readUInt32LE(at);
    const length = packed.readUInt32LE(at + 4);
    at = valueAt + (length === REMOVED ? 0 : length);
    yield [packed.subarray(keyAt, valueAt), length === REMOVED ? null : packed.subarray(valueAt, at)];
  }
}
