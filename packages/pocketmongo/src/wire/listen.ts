import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';

/** Where a server is to listen: a Unix socket, or an address and a port (0 takes a free one). */
export type ListenAt = {
  readonly socketPath?: string | undefined;
  readonly host: string;
  readonly port: number;
};

/** Starts to listen. Resolves to the port, 0 for a socket. @throws what the system says, or that a file is in a socket's place. */
export async function listen(listener: Server, at: ListenAt): Promise<number> {
  if (at.socketPath === undefined) {
    listener.listen(at.port, at.host);
    await once(listener, 'listening');
    const address = listener.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }
  removeStale(at.socketPath);
  listener.listen(at.socketPath);
  await once(listener, 'listening');
  chmodSync(at.socketPath, 0o600);
  return 0;
}

/** A process that was killed leaves its socket behind; the lock on the data directory says that nobody listens there. */
function removeStale(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new Error(`${path} is to be a socket, but there is something else in its place`);
  rmSync(path);
}
