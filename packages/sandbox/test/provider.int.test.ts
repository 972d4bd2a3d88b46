import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import { startTestDatabase, testLogger, type TestDatabase } from '@souk/platform/testing';
import { createSandboxHttpClient } from '../src/client/http-client.ts';
import { createSandboxProvider, type SandboxProvider } from '../src/provider/provider.ts';
import { serveSandbox, type SandboxServer } from '../src/server/server.ts';
import { isSignedWebhook, SIGNATURE_HEADER } from '../src/webhooks/signature.ts';
import type { WebhookSender } from '../src/webhooks/sender.ts';
import { describeProvider, somePayment } from './provider-contract.ts';

const webhookSecret = 'whsec_for_tests_only';
let database: TestDatabase;
let direct: SandboxProvider;
let server: SandboxServer;

function providerOn(db: Database, sendWebhook: WebhookSender | null, retryMs = 5): SandboxProvider {
  return createSandboxProvider({
    db,
    machineClock: systemClock,
    log: testLogger(),
    sendWebhook,
    webhookSecret,
    publicUrl: 'http://souk.test',
    webhookTiming: { promptMs: 1, lateMs: 3_000 },
    retryMs,
  });
}

beforeAll(async () => {
  database = await startTestDatabase('sandbox');
  direct = providerOn(database.db, null);
  await direct.start();
  const served = providerOn(await database.another('sandbox-over-http'), null);
  await served.start();
  server = await serveSandbox({ api: served.api, apiKey: 'key-for-tests-only', port: 0, log: testLogger() });
});
afterAll(async () => {
  await server.stop();
  await direct.stop();
  await database.stop();
});

describe('the provider, called directly', () => describeProvider(() => direct.api));

describe('the provider, called over HTTP', () => {
  const client = (apiKey: string) =>
    createSandboxHttpClient({ baseUrl: `http://127.0.0.1:${server.port}`, apiKey });
  describeProvider(() => client('key-for-tests-only'));

  it('lets nobody in without its key', async () => {
    await expect(client('guessed').find({ reference: 'pay_1' })).rejects.toThrow('401');
  });
});

type Heard = { readonly id: string; readonly type: string };

function listener() {
  const heard: Heard[] = [];
  let refusals = 0;
  const send: WebhookSender = ({ headers, rawBody }) => {
    const terms = { secret: webhookSecret, now: new Date(), toleranceSeconds: 300 };
    expect(isSignedWebhook(headers[SIGNATURE_HEADER], rawBody, terms)).toBe(true);
    if (refusals > 0) {
      refusals -= 1;
      return Promise.reject(new Error('busy'));
    }
    heard.push(JSON.parse(new TextDecoder().decode(rawBody)) as Heard);
    return Promise.resolve();
  };
  return { heard, send, refuse: (times: number) => (refusals = times) };
}

async function buy(provider: SandboxProvider, token: string): Promise<void> {
  const payment = somePayment({ token });
  await provider.api.authorise(payment);
  await provider.api.capture({ reference: payment.reference, at: payment.at });
}

describe('webhooks', () => {
  it.each([
    ['tok_ok', ['payment.authorised', 'payment.captured']],
    [
      'tok_ok+webhooks-double',
      ['payment.authorised', 'payment.authorised', 'payment.captured', 'payment.captured'],
    ],
    ['tok_ok+webhooks-reordered', ['payment.captured', 'payment.authorised']],
    ['tok_ok+webhooks-none', []],
  ])('of %s are %j', async (token, types) => {
    const { heard, send } = listener();
    const provider = providerOn(await database.another(`sandbox-${token.replaceAll(/\W/g, '-')}`), send);
    await provider.start();
    await buy(provider, token);
    await provider.idle();
    const isOrdered = token.includes('reordered');
    const sorted = (list: readonly string[]) => (isOrdered ? list : list.toSorted());
    expect(sorted(heard.map((webhook) => webhook.type))).toEqual(types);
    await provider.stop();
  });

  it('that are not taken are sent again', async () => {
    const { heard, send, refuse } = listener();
    const provider = providerOn(await database.another('sandbox-busy'), send);
    await provider.start();
    refuse(3);
    await buy(provider, 'tok_ok');
    await provider.idle();
    expect(heard).toHaveLength(2);
    await provider.stop();
  });

  it('survive a restart, and are not sent again once taken', async () => {
    const db = await database.another('sandbox-restarted');
    const deaf = listener();
    deaf.refuse(1_000_000);
    const before = providerOn(db, deaf.send, 60_000);
    await before.start();
    await buy(before, 'tok_ok');
    await before.stop();
    const { heard, send } = listener();
    const after = providerOn(db, send);
    await after.start();
    await after.idle();
    expect(heard.map((webhook) => webhook.type).toSorted()).toEqual([
      'payment.authorised',
      'payment.captured',
    ]);
    await after.stop();
    const later = listener();
    const last = providerOn(db, later.send);
    await last.start();
    await last.idle();
    expect(later.heard).toEqual([]);
    await last.stop();
  });
});
