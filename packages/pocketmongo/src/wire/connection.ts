import type { Socket } from 'node:net';
import { actFor, type ConnectionState, createConnectionState } from '../auth/connection-state.ts';
import type { ServerContext } from '../commands/command.ts';
import { dispatch } from '../commands/dispatch.ts';
import { type Backlog, createBacklog, MAX_UNSENT_BYTES } from './backlog.ts';
import { parseCall } from './call.ts';
import { FrameReader } from './frame-reader.ts';
import { MessageQueue } from './message-queue.ts';
import { wrapCompressed } from './op-compressed.ts';
import type { Outbox } from './outbox.ts';
import { ProtocolError } from './protocol-error.ts';

/** One socket: its requests are answered one after the other, in their order. */
export class Connection {
  readonly state: ConnectionState;
  readonly #socket: Socket;
  readonly #server: ServerContext;
  readonly #outbox: Outbox;
  readonly #reader = new FrameReader();
  readonly #queue = new MessageQueue();
  readonly #backlog: Backlog;
  #running: Promise<void> | undefined;
  #finishing = false;
  #replies = 0;

  constructor(socket: Socket, id: number, server: ServerContext, outbox: Outbox) {
    this.state = stateOf(socket, id, server);
    this.#socket = socket;
    this.#server = server;
    this.#outbox = outbox;
    this.#backlog = createBacklog(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.state.interrupt?.());
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** Resolves when no request is running. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Takes no further request and closes once the running one is answered. */
  finish(): void {
    this.#finishing = true;
    this.#backlog.giveUp();
    if (this.#running === undefined) this.#end();
  }

  #read(chunk: Buffer): void {
    this.#outbox.gather();
    try {
      this.#queue.add(this.#reader.push(chunk));
    } catch (error) {
      this.#socket.destroy();
      if (!(error instanceof ProtocolError)) throw error;
      return;
    }
    if (this.#queue.isFull) this.#socket.pause();
    if (this.#running !== undefined || this.#queue.isEmpty) return;
    this.#running = this.#answerAll().catch((error: unknown) => this.#fail(error));
  }

  async #answerAll(): Promise<void> {
    while (!this.#finishing) {
      const message = this.#queue.next();
      if (message === undefined) break;
      if (!this.#queue.isFull) this.#socket.resume();
      await this.#answer(message);
      if (this.#socket.writableLength > MAX_UNSENT_BYTES) await this.#backlog.drained();
    }
    this.#running = undefined;
    if (this.#finishing) this.#end();
  }

  async #answer(message: Buffer): Promise<void> {
    const call = parseCall(message);
    const outcome = await dispatch(this.#server, this.state, call.request);
    if ('closeConnection' in outcome) {
      this.#outbox.flush();
      this.#socket.destroy();
      return;
    }
    if (call.moreToCome || this.#socket.destroyed) return;
    this.#replies = (this.#replies + 1) | 0;
    const times = this.#server.gossip.elements();
    const reply = call.encodeReply(outcome.reply, this.#replies, call.requestId, times);
    const wrapped = call.compressed && this.state.compress ? wrapCompressed(reply) : reply;
    this.#outbox.send(this.#socket, wrapped);
  }

  #end(): void {
    this.#outbox.flush();
    this.#socket.end();
  }

  /** Malformed bytes end the connection; anything else is a failure of the server that its owner must see. */
  #fail(error: unknown): void {
    this.#socket.destroy();
    this.#queue.clear();
    this.#running = undefined;
    if (!(error instanceof ProtocolError)) this.#server.report(error);
  }
}

function stateOf(socket: Socket, id: number, server: ServerContext): ConnectionState {
  const state = createConnectionState(id, socket.remoteAddress ?? '');
  actFor(state, server.anonymous, server.roles);
  if (socket.remotePort !== undefined) state.client = `${state.remote}:${socket.remotePort}`;
  return state;
}
