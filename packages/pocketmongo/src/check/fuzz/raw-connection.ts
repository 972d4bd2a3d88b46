import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deserialize, type Document } from 'bson';
import { opMsg } from './messages.ts';

const PATIENCE_MS = 30_000;

/** A connection without a driver, for commands one at a time. */
export class RawConnection {
  readonly #port: number;
  #socket: Socket | undefined;
  #bytes = Buffer.alloc(0);
  #requestId = 0;

  constructor(port: number) {
    this.#port = port;
  }

  /** Undefined when the server closed the connection instead. Throws when it does neither for half a minute. */
  async send(command: Document): Promise<Document | undefined> {
    const socket = await this.#connected();
    this.#requestId += 1;
    const requestId = this.#requestId;
    const bytes = opMsg(command, requestId);
    const reply = this.#reply(socket, requestId);
    socket.write(bytes);
    return reply;
  }

  async close(): Promise<void> {
    if (this.#socket === undefined || this.#socket.destroyed) return;
    const closed = once(this.#socket, 'close');
    this.#socket.destroy();
    await closed;
  }

  async #connected(): Promise<Socket> {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket;
    const socket = connect(this.#port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => socket.destroy());
    this.#bytes = Buffer.alloc(0);
    this.#socket = socket;
    return socket;
  }

  #reply(socket: Socket, requestId: number): Promise<Document | undefined> {
    return new Promise((resolve, reject) => {
      const finish = (outcome: Document | Error | undefined): void => {
        clearTimeout(timer);
        socket.off('data', take);
        socket.off('close', closed);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      const closed = (): void => finish(undefined);
      const take = (chunk: Buffer): void => {
        this.#bytes = Buffer.concat([this.#bytes, chunk]);
        const length = this.#bytes.length < 16 ? Number.POSITIVE_INFINITY : this.#bytes.readInt32LE(0);
        if (this.#bytes.length < length) return;
        const message = this.#bytes.subarray(0, length);
        this.#bytes = this.#bytes.subarray(length);
        if (message.readInt32LE(8) !== requestId) finish(new Error('a reply to another request'));
        else finish(deserialize(message.subarray(21), { promoteValues: false, bsonRegExp: true }));
      };
      const timer = setTimeout(() => finish(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
      socket.on('data', take);
      socket.on('close', closed);
    });
  }
}

/** Sends bytes on a connection of their own, ends it, and waits until the server has closed it too. */
export async function sendAndHangUp(port: number, bytes: Uint8Array): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.end(bytes);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(new Error('silence')), PATIENCE_MS);
  await closed;
  clearTimeout(timer);
  if (socket.errored?.message === 'silence') throw new Error(`not closed in ${PATIENCE_MS} ms`);
}
