import type { Agent as HttpAgent, IncomingMessage, RequestListener } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';
import type { FieldError } from '@souk/kernel';
import { CommandError } from './command-error.ts';

// Importing it would read its `WebSocket` and thereby load the whole of Node's fetch.
const { Agent, createServer, request } = process.getBuiltinModule('node:http');

type Problem = { readonly code: string; readonly errors: readonly FieldError[] };

/** An answer that is no 2xx, with the problem's code and errors; they are empty when it has none. */
export class ApiRefusal extends CommandError {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];

  constructor(message: string, status: number, { code, errors }: Problem) {
    super(message);
    this.name = 'ApiRefusal';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Souk's HTTP API as a command uses it: of a running Souk, or of one that this process holds without listening. */
export type ApiClient = {
  /** Sends JSON and reads JSON. @throws ApiRefusal with the problem's text when the answer is no 2xx. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): void;
};

type Target = { readonly agent: HttpAgent; readonly host: string; readonly port: number };

/** A client of the Souk that listens at `url`. */
export function remoteClient(url: string, token: string): ApiClient {
  const { hostname, port } = new URL(url);
  return client(
    { agent: new Agent({ keepAlive: true, maxSockets: 8 }), host: hostname, port: Number(port) },
    token,
  );
}

/** A client of a request listener in this process: HTTP over a pair of streams, no port is opened. */
export function inProcessClient(listener: RequestListener, token: string): ApiClient {
  const server = createServer(listener);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  agent.createConnection = () => {
    const [ours, theirs] = duplexPair();
    server.emit('connection', asSocket(theirs));
    return asSocket(ours);
  };
  return client({ agent, host: '127.0.0.1', port: 80 }, token);
}

function client(target: Target, token: string): ApiClient {
  return {
    call: (method, path, body) => send(target, token, method, path, body),
    close: () => target.agent.destroy(),
  };
}

function send(target: Target, token: string, method: string, path: string, body: unknown): Promise<unknown> {
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers: Record<string, string | number> = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
  };
  if (payload !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = payload.length;
  }
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...target, method, path, headers }, (incoming) => {
      read(incoming, method, path).then(resolve, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(payload);
  });
}

async function read(incoming: IncomingMessage, method: string, path: string): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const status = incoming.statusCode ?? 0;
  if (status >= 200 && status < 300) return text === '' ? undefined : JSON.parse(text);
  throw new ApiRefusal(`${method} ${path} was answered with ${status}: ${text}`, status, problemIn(text));
}

function problemIn(text: string): Problem {
  const none: Problem = { code: '', errors: [] };
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...none, ...body } : none;
  } catch {
    // Not Souk's own answer: something in between spoke.
    return none;
  }
}

// node:http asks of its connections what every Duplex can do, plus a few socket methods that change nothing here.
function asSocket(stream: Duplex): Duplex & { setTimeout(): void; setNoDelay(): void; setKeepAlive(): void } {
  return Object.assign(stream, {
    setTimeout: () => undefined,
    setNoDelay: () => undefined,
    setKeepAlive: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
    remoteAddress: '127.0.0.1',
  });
}
