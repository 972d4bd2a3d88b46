import { createHash } from 'node:crypto';

/**
 * The stream of a backup: a line that names it, then entries (`key length | value length | key | value`, lengths as
 * 32-bit numbers), then an entry of key length 0 whose value is the SHA-256 of everything before it.
 */
export const MAGIC = Buffer.from('POCKETMONGO BACKUP 1\n');
export const HEADER_BYTES = 8;

/** Far above what the store holds; a length beyond it is damage, not a reason to take memory. */
const MAX_KEY_BYTES = 4_096;
const MAX_VALUE_BYTES = 64 * 1024 * 1024;

export type StreamEntry = readonly [key: Buffer, value: Buffer];

export function entryHeader(keyLength: number, valueLength: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES);
  bytes.writeUInt32BE(keyLength, 0);
  bytes.writeUInt32BE(valueLength, 4);
  return bytes;
}

/** Takes a backup apart as its bytes arrive. */
export class BackupParser {
  #bytes: Buffer = Buffer.alloc(0);
  #started = false;
  #finished = false;
  readonly #hash = createHash('sha256');

  /** The entries that the chunk completes. Throws for what is not an undamaged backup. */
  push(chunk: Buffer): StreamEntry[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    let at = this.#start();
    const entries: StreamEntry[] = [];
    while (this.#started && this.#bytes.length - at >= HEADER_BYTES && !this.#finished) {
      const keyLength = this.#bytes.readUInt32BE(at);
      const valueLength = this.#bytes.readUInt32BE(at + 4);
      if (keyLength > MAX_KEY_BYTES || valueLength > MAX_VALUE_BYTES)
        throw new Error('the backup is damaged: an entry of impossible length');
      const value = at + HEADER_BYTES + keyLength;
      const end = value + valueLength;
      if (end > this.#bytes.length) break;
      if (keyLength === 0) this.#finish(at, end);
      else entries.push([this.#bytes.subarray(value - keyLength, value), this.#bytes.subarray(value, end)]);
      at = end;
    }
    if (this.#finished && at < this.#bytes.length)
      throw new Error('the backup is damaged: bytes after its end');
    if (!this.#finished) this.#hash.update(this.#bytes.subarray(0, at));
    this.#bytes = this.#bytes.subarray(at);
    return entries;
  }

  /** Call when the bytes have ended. */
  end(): void {
    if (!this.#finished) throw new Error('the backup is cut short');
  }

  #start(): number {
    if (this.#started || this.#bytes.length < MAGIC.length) return 0;
    if (!this.#bytes.subarray(0, MAGIC.length).equals(MAGIC))
      throw new Error('this is not a backup of pocketmongo');
    this.#started = true;
    return MAGIC.length;
  }

  #finish(at: number, end: number): void {
    const digest = this.#hash.update(this.#bytes.subarray(0, at)).digest();
    if (!this.#bytes.subarray(at + HEADER_BYTES, end).equals(digest))
      throw new Error('the backup is damaged: its checksum differs');
    this.#finished = true;
  }
}
