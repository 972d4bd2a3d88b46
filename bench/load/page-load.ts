import autocannon from 'autocannon';
import { onOrder } from './run-load.ts';

export type PageLoad = {
  readonly url: string;
  readonly connections: number;
  /** What each connection asks for, in turn. */
  readonly paths: readonly (readonly string[])[];
  /** For so long, or each path once. */
  readonly seconds: number | 'once';
};

export type PageLoadResult = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly pages: number;
};

/** Asks for pages as fast as they come. @throws when a reply is no 2xx. */
async function loadPages({ url, connections, paths, seconds }: PageLoad): Promise<PageLoadResult> {
  let client = 0;
  const total = paths.reduce((sum, each) => sum + each.length, 0);
  const started = performance.now();
  let lastReply = started;
  const ended = Promise.withResolvers<autocannon.Result>();
  const options: autocannon.Options = {
    url,
    connections,
    ...(seconds === 'once' ? { amount: total } : { duration: seconds }),
    setupClient: (each) => {
      const own = paths[client % paths.length] ?? [];
      client += 1;
      each.setRequests(own.map((path) => ({ method: 'GET', path })));
    },
  };
  const running = autocannon(options, (error: Error | null, result) => {
    if (error === null) ended.resolve(result);
    else ended.reject(error);
  });
  // It looks only once a second whether all have been asked for.
  running.on('response', () => (lastReply = performance.now()));
  const result = await ended.promise;
  const took = seconds === 'once' ? (lastReply - started) / 1000 : result.duration;
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(`${result.non2xx} replies were no 2xx, ${result.errors} failed`);
  return {
    perSecond: result['2xx'] / took,
    p50: result.latency.p50,
    p99: result.latency.p99,
    pages: result['2xx'],
  };
}

onOrder(loadPages);
