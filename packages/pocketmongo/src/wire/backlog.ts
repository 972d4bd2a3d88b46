import type { Socket } from 'node:net';

/** Bytes of replies that may wait for a client that does not read them; then its next request waits too. */
export const MAX_UNSENT_BYTES = 16 * 1024 * 1024;

export interface Backlog {
  /** Resolves when the client has read what was sent, is gone, or is given up. */
  drained: () => Promise<void>;
  giveUp: () => void;
}

export function createBacklog(socket: Socket): Backlog {
  let resume: (() => void) | undefined;
  let givenUp = false;
  socket.on('drain', () => resume?.());
  socket.on('close', () => resume?.());
  return {
    drained: async () => {
      if (givenUp || socket.destroyed) return;
      await new Promise<void>((resolve) => (resume = resolve));
      resume = undefined;
    },
    giveUp: () => {
      givenUp = true;
      resume?.();
    },
  };
}
