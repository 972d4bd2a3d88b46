import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandError } from '../cli/command-error.ts';
import type { SoukConfig } from '../config.ts';

// Importing it would read its `WebSocket` and thereby load the whole of Node's fetch.
const { createServer } = process.getBuiltinModule('node:http');

export type Listener = {
  readonly url: string;
  /** Requests go to `app` from now on; until then they are answered with 503. */
  serve(app: RequestListener): void;
  /** Lets requests in hand end, for at most ten seconds. */
  stop(): Promise<void>;
};

const STARTING = JSON.stringify({ type: 'about:blank', title: 'Starting', status: 503, code: 'starting' });
const STOP_WITHIN_MS = 10_000;

const starting: RequestListener = (_req, res) => {
  res.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end(STARTING);
};

/** Takes the port. @throws CommandError when it is in use. */
export function listen(config: SoukConfig): Promise<Listener> {
  let app = starting;
  // A client's kept-alive connection must not be closed under its next request.
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 70_000 }, (req, res) =>
    app(req, res),
  );
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portInUse(config.PORT) : error);
    });
    server.listen(config.PORT, config.SOUK_HOST, () => {
      resolve({
        url: urlOf(server.address() as AddressInfo, config.SOUK_HOST),
        serve: (next) => {
          app = next;
        },
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            server.closeIdleConnections();
            setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS).unref();
          }),
      });
    });
  });
}

function urlOf({ port }: AddressInfo, host: string): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function portInUse(port: number): CommandError {
  return new CommandError(
    `Port ${port} is in use. Stop what listens there, or choose another port: PORT=${port + 1} npm start`,
  );
}
