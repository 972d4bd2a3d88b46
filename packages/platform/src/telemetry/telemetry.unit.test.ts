import { describe, expect, it } from '@jest/globals';
import { createLogger, createMetrics } from './index.ts';

function logged(options: { pretty?: boolean } = {}) {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    ...options,
    destination: { write: (line) => void lines.push(line) },
  });
  return { log, lines };
}

describe('the log', () => {
  it('is one JSON line for each entry', () => {
    const { log, lines } = logged();
    log.child({ service: 'orders' }).info({ orderId: 'ord_1' }, 'placed the order');
    log.debug('not at this level');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      service: 'orders',
      orderId: 'ord_1',
      msg: 'placed the order',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it('blots out secrets, also below the top', () => {
    const { log, lines } = logged();
    log.info({
      authorization: 'Bearer S3CRET',
      headers: { cookie: 'S3CRET', 'cart-token': 'S3CRET', host: 'souk' },
      req: { headers: { authorization: 'S3CRET', 'idempotency-key': 'S3CRET' } },
      tokens: { accessToken: 'S3CRET', refreshToken: 'S3CRET' },
      password: 'S3CRET',
    });
    log.child({ token: 'S3CRET' }).info('a child');
    log.error(
      { err: Object.assign(new Error('boom'), { request: { headers: { cookie: 'S3CRET' } } }) },
      'failed',
    );
    expect(lines.join()).not.toContain('S3CRET');
    expect(lines).toHaveLength(3);
    expect(lines.join()).toContain('souk');
    expect(lines.join()).toContain('boom');
  });

  it('does not touch what it is given', () => {
    const entry = { tokens: { accessToken: 'S3CRET' } };
    logged().log.info(entry);
    expect(entry).toEqual({ tokens: { accessToken: 'S3CRET' } });
  });

  it('has whole errors', () => {
    const { log, lines } = logged();
    log.error({ err: new Error('boom', { cause: new Error('disk full') }) }, 'failed');
    expect(lines[0]).toContain('telemetry.unit.test.ts');
    expect(lines[0]).toContain('disk full');
  });

  it('can be made for a person', () => {
    const { log, lines } = logged({ pretty: true });
    log.warn({ port: 3000, err: new Error('boom') }, 'the port is taken');
    expect(lines[0]).toMatch(/warn.* the port is taken.*port=.*3000/);
    expect(lines[0]).toContain('Error: boom');
  });
});

describe('metrics', () => {
  it('count requests by operation and status', async () => {
    const metrics = createMetrics();
    metrics.observeRequest('getOrder', 200, 0.003);
    metrics.observeRequest('getOrder', 200, 0.3);
    metrics.observeRequest('getOrder', 404, 0.003);
    const { text, contentType } = await metrics.expose();
    expect(contentType).toContain('text/plain');
    expect(text).toContain('souk_http_request_seconds_count{operation="getOrder",status="200"} 2');
    expect(text).toContain(
      'souk_http_request_seconds_bucket{le="0.005",operation="getOrder",status="200"} 1',
    );
    expect(text).toContain('souk_http_request_seconds_count{operation="getOrder",status="404"} 1');
  });
});
