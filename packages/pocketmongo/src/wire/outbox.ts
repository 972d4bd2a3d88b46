/** So many replies go out at once: the clients of more would wait for each other. */
const MOST = 16;
/** A reply of more bytes waits for nobody, so that what is unsent is known. */
const LARGE = 16 * 1024;
/** When some turns in a row take longer than this, scans or commits are done in them: for a while no reply waits for the like. */
const LONG_MS = 5;
const LONG_TURNS = 3;
const DIRECT_MS = 250;

/** What of a socket is needed here. */
export type Receiver = { readonly destroyed: boolean; write: (bytes: Buffer) => unknown };

/**
 * Sends the replies that one turn of the event loop makes together. A write to a socket whose reader sleeps wakes it,
 * which costs more than the write: replies behind each other meet clients that are awake. With 32 in flight this
 * takes a fifth off the processor time of a find.
 */
export class Outbox {
  #gathering = false;
  #longTurns = 0;
  #directUntil = 0;
  #waiting: { readonly socket: Receiver; readonly reply: Buffer }[] = [];

  /** Called when requests have come: replies are held back until those of other sockets have been read as well. */
  gather(): void {
    if (this.#gathering) return;
    const began = performance.now();
    if (began < this.#directUntil) return;
    this.#gathering = true;
    setImmediate(() => {
      this.#gathering = false;
      this.flush();
      const ended = performance.now();
      this.#longTurns = ended - began > LONG_MS ? this.#longTurns + 1 : 0;
      if (this.#longTurns >= LONG_TURNS) this.#directUntil = ended + DIRECT_MS;
    });
  }

  /** Sends a reply, in a moment while replies are gathered. Those of a socket keep their order. */
  send(socket: Receiver, reply: Buffer): void {
    if (!this.#gathering) {
      socket.write(reply);
      return;
    }
    this.#waiting.push({ socket, reply });
    if (this.#waiting.length >= MOST || reply.length > LARGE) this.flush();
  }

  /** Sends what is held back. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const { socket, reply } of waiting) if (!socket.destroyed) socket.write(reply);
  }
}
