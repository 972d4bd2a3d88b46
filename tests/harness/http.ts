import { Agent, request } from 'node:http';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, or undefined when there was no body. */
  readonly body: unknown;
};

export type Headers = Readonly<Record<string, string>>;

/** A small JSON client with kept-alive connections; every status is an answer, only a broken connection throws. */
export type Http = {
  send(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>;
  close(): void;
};

export function createHttp(baseUrl: string, connections = 64): Http {
  const { hostname, port } = new URL(baseUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: (method, path, body, headers) =>
      new Promise((resolve, reject) => {
        const payload = bytesOf(body);
        const outgoing = request(
          {
            agent,
            host: hostname,
            port: Number(port),
            method,
            path,
            headers: {
              ...(payload === undefined
                ? {}
                : { 'content-type': 'application/json', 'content-length': payload.length }),
              ...headers,
            },
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.once('error', reject);
            incoming.once('end', () => {
              const text = Buffer.concat(chunks).toString('utf8');
              const answer: Answer = {
                status: incoming.statusCode ?? 0,
                headers: incoming.headers,
                body: text === '' ? undefined : (JSON.parse(text) as unknown),
              };
              resolve(answer);
            });
          },
        );
        outgoing.once('error', reject);
        outgoing.end(payload);
      }),
    close: () => agent.destroy(),
  };
}

/** Bytes are sent as they are, anything else as JSON. */
function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

/** The header that makes a request an account's. */
export function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}
