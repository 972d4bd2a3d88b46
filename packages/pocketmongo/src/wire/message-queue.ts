import { MAX_MESSAGE_SIZE } from './limits.ts';

/** Messages that may wait before the socket is read no further. */
const MAX_QUEUED = 64;
const MAX_QUEUED_BYTES = MAX_MESSAGE_SIZE;

/** The messages of one connection that wait for their turn. */
export class MessageQueue {
  #messages: Buffer[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  get isFull(): boolean {
    return this.#messages.length >= MAX_QUEUED || this.#bytes >= MAX_QUEUED_BYTES;
  }

  add(messages: readonly Buffer[]): void {
    for (const message of messages) {
      this.#messages.push(message);
      this.#bytes += message.length;
    }
  }

  next(): Buffer | undefined {
    const message = this.#messages.shift();
    if (message !== undefined) this.#bytes -= message.length;
    return message;
  }

  clear(): void {
    this.#messages = [];
    this.#bytes = 0;
  }
}
