import type { Headers } from '../../harness/http.ts';
import type { World } from './start-world.ts';

/** Asks for something that the test relies on. @throws Error with the answer when it is no 2xx. */
export async function ask<T>(
  world: Pick<World, 'http'>,
  method: string,
  path: string,
  request: { readonly body?: unknown; readonly as?: Headers } = {},
): Promise<T> {
  const place = /^\/(sandbox|api)\//.test(path) ? path : `/api/v1${path}`;
  const answer = await world.http.send(method, place, request.body, request.as);
  if (answer.status < 200 || answer.status > 299)
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}
