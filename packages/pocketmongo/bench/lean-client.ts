import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Binary, BSON, type Document } from 'mongodb';

/** `ok: 1` in the bytes of a reply, as a double or as an int32. */
const OK_AS_DOUBLE = Buffer.from('016f6b00000000000000f03f', 'hex');
const OK_AS_INT = Buffer.from('106f6b0001000000', 'hex');
const OP_MSG = 2_013;

/**
 * A connection that sends commands and only looks whether the reply says `ok: 1`. A driver costs more processor time
 * than the server, so that on few cores it is the driver that a load with one measures.
 */
export class LeanConnection {
  readonly lsid = {
    id: new Binary(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID),
  };
  txnNumber = 0;
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #waiting: PromiseWithResolvers<Buffer> | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#hear(chunk));
    socket.on('close', () => this.#waiting?.reject(new Error('the server has closed the connection')));
  }

  /** Connects to a server that asks for no password. */
  static async open(uri: string): Promise<LeanConnection> {
    const { hostname, port } = new URL(uri);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new LeanConnection(socket);
  }

  /** Runs a command; one at a time. Throws what the server answers unless it is `ok: 1` without write errors. */
  async run(command: Document): Promise<void> {
    const body = BSON.serialize(command);
    const message = Buffer.allocUnsafe(21 + body.length);
    message.writeInt32LE(message.length, 0);
    message.writeInt32LE(1, 4);
    message.writeInt32LE(0, 8);
    message.writeInt32LE(OP_MSG, 12);
    message.writeInt32LE(0, 16);
    message[20] = 0;
    message.set(body, 21);
    this.#waiting = Promise.withResolvers<Buffer>();
    this.#socket.write(message);
    const reply = await this.#waiting.promise;
    const isOk = reply.includes(OK_AS_DOUBLE) || reply.includes(OK_AS_INT);
    if (!isOk || reply.includes('writeErrors'))
      throw new Error(JSON.stringify(BSON.deserialize(reply.subarray(21))));
  }

  close(): void {
    this.#socket.destroy();
  }

  #hear(chunk: Buffer): void {
    this.#received.push(chunk);
    const bytes = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    if (bytes.length < 4 || bytes.length < bytes.readInt32LE(0)) {
      this.#received = [bytes];
      return;
    }
    this.#received = [];
    this.#waiting?.resolve(bytes);
  }
}

/** Runs `operation` with one of so many connections that is free. As many calls at a time as there are connections. */
export async function leanPool(uri: string, width: number) {
  const all = await Promise.all(Array.from({ length: width }, () => LeanConnection.open(uri)));
  const free = [...all];
  return {
    use: async (operation: (connection: LeanConnection) => Promise<void>): Promise<void> => {
      const connection = free.pop();
      if (connection === undefined) throw new Error(`more than ${width} at a time`);
      await operation(connection);
      free.push(connection);
    },
    close: () => all.forEach((connection) => connection.close()),
  };
}
