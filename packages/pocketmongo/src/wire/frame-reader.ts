import { HEADER_SIZE, MAX_MESSAGE_SIZE } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

/** Cuts a stream of bytes into whole messages (header included). One per connection. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = 0;

  /** Takes a chunk and returns the messages it completes; throws ProtocolError when a length is out of bounds. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < (this.#needed || HEADER_SIZE)) return [];
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#buffered);
    const messages: Buffer[] = [];
    this.#needed = 0;
    while (bytes.length >= HEADER_SIZE) {
      const length = bytes.readInt32LE(0);
      if (length < HEADER_SIZE || length > MAX_MESSAGE_SIZE)
        throw new ProtocolError(`message length ${length}`);
      if (bytes.length < length) {
        this.#needed = length;
        break;
      }
      messages.push(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    this.#chunks = bytes.length > 0 ? [bytes] : [];
    this.#buffered = bytes.length;
    return messages;
  }
}
