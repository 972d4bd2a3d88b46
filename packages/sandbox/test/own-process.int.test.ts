import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startPocketMongo, type PocketMongo } from 'pocketmongo';
import { createSandboxHttpClient } from '../src/client/http-client.ts';
import { somePayment } from './provider-contract.ts';

const apiKey = 'key-for-tests-only';
const bin = join(import.meta.dirname, '../bin/souk-sandbox.js');
const webhooks = new Set<string>();
const arrivals = new EventEmitter();
let shopIsOpen = false;
const children: ChildProcess[] = [];
let dataDir: string;
let database: PocketMongo;
let shop: Server;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'souk-sandbox-'));
  database = await startPocketMongo({ dataDir, mode: 'inline' });
  shop = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (shopIsOpen) webhooks.add((JSON.parse(Buffer.concat(chunks).toString()) as { type: string }).type);
      response.writeHead(shopIsOpen ? 204 : 503).end();
      arrivals.emit('webhook');
    });
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  shop.closeAllConnections();
  shop.close();
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function startProcess() {
  const { port } = shop.address() as AddressInfo;
  const child = spawn(process.execPath, [bin], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      SANDBOX_DATABASE_URI: database.uri('sandbox'),
      SANDBOX_PORT: '0',
      SANDBOX_API_KEY: apiKey,
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
      SANDBOX_WEBHOOK_SECRET: 'whsec_for_tests_only',
      SANDBOX_WEBHOOK_DELAY_MS: '0',
    },
  });
  children.push(child);
  const listening = await portOf(child);
  return { child, api: createSandboxHttpClient({ baseUrl: `http://127.0.0.1:${listening}`, apiKey }) };
}

async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^\{"listening":(\d+)\}$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('the process ended before it listened');
}

describe('the provider as a process of its own', () => {
  it('loses neither books nor webhooks when it is killed', async () => {
    const payment = somePayment();
    const { reference, at } = payment;
    const first = await startProcess();
    const refused = once(arrivals, 'webhook');
    await first.api.authorise(payment);
    await first.api.capture({ reference, at });
    await refused;
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    shopIsOpen = true;
    const second = await startProcess();
    expect(await second.api.find({ reference })).toMatchObject({ state: 'captured', sequence: 2 });
    expect(await second.api.capture({ reference, at })).toMatchObject({ sequence: 2 });
    while (webhooks.size < 2) await once(arrivals, 'webhook');
    expect([...webhooks].toSorted()).toEqual(['payment.authorised', 'payment.captured']);
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
  });

  it('says which setting is wrong', async () => {
    const child = spawn(process.execPath, [bin], { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
    const said: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(said.join('')).toContain('SANDBOX_DATABASE_URI');
  });
});
