import type { Request, Response } from 'express';
import type { Logger, Metrics } from '../telemetry/index.ts';
import { isFresh, type Answer } from './answer.ts';
import { problemAnswer } from './problem.ts';
import type { RateHeaders } from './rate-limit.ts';
import { requestIdOf } from './request-headers.ts';

/** What every request needs and none may change. */
export type Edge = {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Sent with every reply: name, value, name, value, … */
  readonly constantHeaders: readonly string[];
};

/** One request and its answer. */
export type Exchange = {
  readonly req: Request;
  readonly res: Response;
  readonly operationId: string;
  readonly requestId: string;
  readonly startedAt: number;
  /** Path without the query, which may hold what no log should. */
  readonly path: string;
  readonly log: Logger;
  /** For the log: who asked, once it is known. */
  accountId: string | null;
  /** Where the caller stands with its limits, once it has been counted. */
  rateHeaders: RateHeaders;
};

export function openExchange(edge: Edge, operationId: string, req: Request, res: Response): Exchange {
  const requestId = requestIdOf(req.headers);
  const queryStart = req.originalUrl.indexOf('?');
  return {
    req,
    res,
    operationId,
    requestId,
    startedAt: performance.now(),
    path: queryStart === -1 ? req.originalUrl : req.originalUrl.slice(0, queryStart),
    log: edge.log.child({ requestId }),
    accountId: null,
    rateHeaders: [],
  };
}

/** Sends an answer, or 304 when the caller has it already; then logs and counts the request. */
export function send(edge: Edge, exchange: Exchange, answer: Answer): void {
  const { req, res } = exchange;
  if (res.headersSent || res.destroyed) return;
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  const fresh = isRead && answer.status === 200 && isFresh(req.headers['if-none-match'], answer.headers.ETag);
  const status = fresh ? 304 : answer.status;
  const body = fresh ? null : answer.body;
  const headers = [...edge.constantHeaders, ...exchange.rateHeaders, 'X-Request-Id', exchange.requestId];
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!(fresh && name === 'Content-Type')) headers.push(name, value);
  }
  if (body !== null) headers.push('Content-Length', String(Buffer.byteLength(body)));
  else if (status !== 204 && status !== 304) headers.push('Content-Length', '0');
  res.writeHead(status, headers);
  res.end(body ?? undefined);
  record(edge, exchange, status);
}

/** Answers an error. */
export function sendProblem(edge: Edge, exchange: Exchange, error: unknown): void {
  send(edge, exchange, problemAnswer(error, exchange));
}

/** Logs and counts a request that has been answered with `status`. */
function record(edge: Edge, exchange: Exchange, status: number): void {
  const milliseconds = performance.now() - exchange.startedAt;
  edge.metrics.observeRequest(exchange.operationId, status, milliseconds / 1000);
  edge.log.info(
    {
      requestId: exchange.requestId,
      method: exchange.req.method,
      path: exchange.path,
      operation: exchange.operationId,
      status,
      ms: Math.round(milliseconds * 10) / 10,
      ...(exchange.accountId === null ? {} : { accountId: exchange.accountId }),
    },
    'request',
  );
}
