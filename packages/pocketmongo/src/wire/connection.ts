import type { Socket } from 'node:net';
import { actFor, type ConnectionState, createConnectionState } from '../auth/connection-state.ts';
import type { ServerContext } from '../commands/command.ts';
import { dispatch, type Request } from '../commands/dispatch.ts';
import { createBacklog, MAX_UNSENT_BYTES } from './backlog.ts';
import { FrameReader } from './frame-reader.ts';
import { MAX_MESSAGE_SIZE, OP_COMPRESSED, OP_MSG, OP_QUERY } from './limits.ts';
import { unwrapCompressed, wrapCompressed } from './op-compressed.ts';
import { encodeOpMsg, parseOpMsg } from './op-msg.ts';
import { encodeOpReply, parseOpQuery } from './op-query.ts';
import type { Outbox } from './outbox.ts';
import { ProtocolError } from './protocol-error.ts';

/** Messages that may wait before the socket is read no further. */
const MAX_QUEUED = 64;
const MAX_QUEUED_BYTES = MAX_MESSAGE_SIZE;

export interface Connection {
  readonly state: ConnectionState;
  /** Resolves when no request is running. */
  idle: () => Promise<void>;
  /** Takes no further request and closes once the running one is answered. */
  finish: () => void;
}

/** Serves one socket: requests are answered one after the other, in their order. */
export function serveConnection(
  socket: Socket,
  id: number,
  server: ServerContext,
  outbox: Outbox,
): Connection {
  const state = createConnectionState(id, socket.remoteAddress ?? '');
  actFor(state, server.anonymous, server.roles);
  if (socket.remotePort !== undefined) state.client = `${state.remote}:${socket.remotePort}`;
  const reader = new FrameReader();
  const backlog = createBacklog(socket);
  const queue: Buffer[] = [];
  let queuedBytes = 0;
  let running: Promise<void> | undefined;
  let finishing = false;
  let requestId = 0;

  const drain = async (): Promise<void> => {
    for (let message = queue.shift(); message !== undefined && !finishing; message = queue.shift()) {
      queuedBytes -= message.length;
      if (queue.length < MAX_QUEUED && queuedBytes < MAX_QUEUED_BYTES) socket.resume();
      await answer(message);
      if (socket.writableLength > MAX_UNSENT_BYTES) await backlog.drained();
    }
    running = undefined;
    if (finishing) end();
  };

  const end = (): void => {
    outbox.flush();
    socket.end();
  };

  const answer = async (message: Buffer): Promise<void> => {
    const compressed = message.readInt32LE(12) === OP_COMPRESSED;
    const plain = compressed ? unwrapCompressed(message) : message;
    const { request, moreToCome, legacy } = parse(plain);
    const outcome = await dispatch(server, state, request);
    if ('closeConnection' in outcome) {
      outbox.flush();
      socket.destroy();
      return;
    }
    if (moreToCome || socket.destroyed) return;
    requestId = (requestId + 1) | 0;
    const respondTo = plain.readInt32LE(4);
    const reply = (legacy ? encodeOpReply : encodeOpMsg)(
      outcome.reply,
      requestId,
      respondTo,
      server.gossip.elements(),
    );
    outbox.send(socket, compressed && state.compress ? wrapCompressed(reply) : reply);
  };

  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => state.interrupt?.());
  socket.on('data', (chunk: Buffer) => {
    outbox.gather();
    try {
      for (const message of reader.push(chunk)) {
        queue.push(message);
        queuedBytes += message.length;
      }
    } catch (error) {
      socket.destroy();
      if (!(error instanceof ProtocolError)) throw error;
      return;
    }
    if (queue.length >= MAX_QUEUED || queuedBytes >= MAX_QUEUED_BYTES) socket.pause();
    if (running === undefined && queue.length > 0) {
      running = drain().catch((error: unknown) => {
        // Malformed bytes end the connection; anything else is a failure of the server that its owner must see.
        socket.destroy();
        queue.length = 0;
        running = undefined;
        if (!(error instanceof ProtocolError)) server.report(error);
      });
    }
  });
  return {
    state,
    idle: async () => running,
    finish: () => {
      finishing = true;
      backlog.giveUp();
      if (running === undefined) end();
    },
  };
}

function parse(message: Buffer): { request: Request; moreToCome: boolean; legacy: boolean } {
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) {
    const { body, sequences, moreToCome } = parseOpMsg(message);
    return { request: { body, sequences }, moreToCome, legacy: false };
  }
  if (opCode === OP_QUERY) {
    const { body, database } = parseOpQuery(message);
    return { request: { body, sequences: [], database }, moreToCome: false, legacy: true };
  }
  throw new ProtocolError(`operation code ${opCode}`);
}
