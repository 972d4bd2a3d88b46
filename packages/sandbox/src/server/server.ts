import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@souk/platform/telemetry';
import { z } from 'zod';
import { COMMANDS, type SandboxApi } from '../client/api.ts';
import { ConnectionLost } from '../provider/call-faults.ts';
import { ProviderRefusal } from '../provider/payment.ts';

export type SandboxServerOptions = {
  readonly api: SandboxApi;
  readonly apiKey: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  readonly log: Logger;
};

export type SandboxServer = { readonly port: number; stop(): Promise<void> };

const BODY_LIMIT = 256 * 1024;

/** Serves the provider over HTTP: `POST /v1/<operation>` with a JSON command, under an API key. */
export async function serveSandbox(options: SandboxServerOptions): Promise<SandboxServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => fail(options.log, response, error));
  });
  // Longer than any client keeps a connection, so that none is closed under a request.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

async function answer(
  options: SandboxServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET' && request.url === '/health/live') return reply(response, 200, {});
  if (!isAuthorised(request, options.apiKey)) {
    return reply(response, 401, { code: 'api-key', message: 'The API key is missing or wrong.' });
  }
  const operation = /^\/v1\/([a-zA-Z]+)$/.exec(request.url ?? '')?.[1] ?? '';
  if (request.method !== 'POST' || !isOperation(operation)) {
    return reply(response, 404, { code: 'no-such-operation', message: 'There is no such operation.' });
  }
  const command = COMMANDS[operation].safeParse(await readJson(request));
  if (!command.success) {
    return reply(response, 400, { code: 'invalid', message: z.prettifyError(command.error) });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  // Table and operation share their name, which TypeScript can't follow through the lookup.
  const run = options.api[operation] as (command: unknown, call: { signal: AbortSignal }) => Promise<unknown>;
  reply(response, 200, await run(command.data, { signal: gone.signal }));
}

function fail(log: Logger, response: ServerResponse, error: unknown): void {
  if (error instanceof ConnectionLost) {
    response.destroy();
  } else if (error instanceof ProviderRefusal) {
    reply(response, 422, { code: error.code, message: error.message, final: error.final });
  } else {
    log.error({ err: error }, 'sandbox request failed');
    reply(response, 500, { code: 'internal', message: 'The provider failed.' });
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const bytes = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(bytes),
  });
  response.end(bytes);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    // The schema refuses it.
    return null;
  }
}

function isAuthorised(request: IncomingMessage, apiKey: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${apiKey}`));
}

function isOperation(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
