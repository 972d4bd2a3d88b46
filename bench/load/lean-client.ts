import { connect, type Socket } from 'node:net';

export type LeanReply = { readonly status: number; readonly text: string };

/** One kept-alive connection that carries one request after another. */
export type LeanClient = {
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<LeanReply>;
  close(): void;
};

/**
 * HTTP/1.1 with as little work as possible, so that the load leaves the machine to what is measured: replies carry a
 * `Content-Length`, as Souk's do, and arrive one at a time.
 */
export async function leanClient(url: string): Promise<LeanClient> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const waiting = receive(socket);
  return {
    send: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        waiting.expect(resolve, reject);
        socket.write(requestText({ method, path, host, body, headers }));
      }),
    close: () => socket.destroy(),
  };
}

type Outgoing = {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
};

function requestText({ method, path, host, body, headers }: Outgoing): string {
  const content = body === undefined ? '' : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (content !== '')
    lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(content)}`);
  else if (method !== 'GET') lines.push('Content-Length: 0');
  return `${lines.join('\r\n')}\r\n\r\n${content}`;
}

type Expectation = { resolve: (reply: LeanReply) => void; reject: (error: Error) => void };

function receive(socket: Socket): {
  expect: (resolve: Expectation['resolve'], reject: Expectation['reject']) => void;
} {
  let expected: Expectation | null = null;
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const reply = parse(received);
    if (reply === null || expected === null) return;
    received = Buffer.alloc(0);
    const { resolve } = expected;
    expected = null;
    resolve(reply);
  });
  const fail = (error: Error): void => expected?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed before the reply')));
  return {
    expect: (resolve, reject) => {
      if (expected !== null) throw new Error('one request at a time');
      expected = { resolve, reject };
    },
  };
}

/** The reply, or null as long as part of it is missing. */
function parse(received: Buffer): LeanReply | null {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const head = received.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  const end = headEnd + 4 + Number(length ?? '0');
  if (received.length < end) return null;
  return { status: Number(head.slice(9, 12)), text: received.toString('utf8', headEnd + 4, end) };
}
