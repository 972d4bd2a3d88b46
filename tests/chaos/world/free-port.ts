import { createServer } from 'node:net';

/** Below the range from which systems take ports for outgoing connections: nobody gets it while its owner restarts. */
const FIRST = 20_000;
const COUNT = 10_000;

/** A port that is free now and can be listened on again and again. */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
