import { bearer, type Answer, type Headers, type Http } from '../harness/http.ts';

/** Somebody who uses the API. Every answer but a success is an error that says what was asked and what was answered. */
export type Caller = {
  send(method: string, path: string, body?: unknown, headers?: Headers): Promise<unknown>;
};

export type LogIn = { readonly email: string; readonly password: string };

/** Calls with a token that does not run out. */
export function callerWithToken(http: Http, token: string): Caller {
  return {
    send: async (method, path, body, headers) =>
      bodyOf(await http.send(method, path, body, { ...headers, ...bearer(token) }), `${method} ${path}`),
  };
}

/** Calls as an account, and logs in again when its token has run out. */
export async function callerFor(http: Http, account: LogIn, token?: string): Promise<Caller> {
  let current = token ?? (await logIn(http, account));
  return {
    send: async (method, path, body, headers) => {
      const request = (): Promise<Answer> =>
        http.send(method, path, body, { ...headers, ...bearer(current) });
      const answer = await request();
      if (answer.status !== 401) return bodyOf(answer, `${method} ${path}`);
      current = await logIn(http, account);
      return bodyOf(await request(), `${method} ${path}`);
    },
  };
}

/** Calls as nobody in particular. */
export function guest(http: Http): Caller {
  return {
    send: async (method, path, body, headers) =>
      bodyOf(await http.send(method, path, body, headers), `${method} ${path}`),
  };
}

async function logIn(http: Http, { email, password }: LogIn): Promise<string> {
  const answer = await http.send('POST', '/api/v1/sessions', { email, password });
  return (bodyOf(answer, 'POST /api/v1/sessions') as { accessToken: string }).accessToken;
}

function bodyOf({ status, body }: Answer, asked: string): unknown {
  if (status >= 200 && status < 300) return body;
  throw new Error(`${asked} was answered with ${status}: ${JSON.stringify(body)}`);
}

/** Reads a list to its end. */
export async function readAll(caller: Caller, path: string): Promise<unknown[]> {
  const all: unknown[] = [];
  let next: string | null = null;
  do {
    const cursor: string = next === null ? '' : `&next=${encodeURIComponent(next)}`;
    const answer = (await caller.send('GET', `${path}?limit=100${cursor}`)) as {
      data: unknown[];
      next: string | null;
    };
    all.push(...answer.data);
    next = answer.next;
  } while (next !== null);
  return all;
}
