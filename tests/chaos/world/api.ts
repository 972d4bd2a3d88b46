import { bearer, type Answer, type Headers, type Http } from '../../harness/http.ts';

/** Souk's API for one caller: the path is that under `/api/v1` unless it begins with another root. */
export type Api = {
  /** @throws Error with the answer when it is no 2xx. */
  ask<T>(method: string, path: string, body?: unknown, headers?: Headers): Promise<T>;
  /** Every status is an answer. */
  send(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>;
  /** All pages of a list. */
  all<T>(path: string): Promise<T[]>;
};

/** The API as `token` sees it; without one as a guest. */
export function apiOf(http: Http, token?: string): Api {
  const own = token === undefined ? {} : bearer(token);
  const send: Api['send'] = (method, path, body, headers) =>
    http.send(method, rooted(path), body, { ...own, ...headers });
  const ask = async <T>(method: string, path: string, body?: unknown, headers?: Headers): Promise<T> => {
    const answer = await send(method, path, body, headers);
    if (answer.status < 200 || answer.status > 299) throw new Unexpected(method, path, answer);
    return answer.body as T;
  };
  return {
    ask,
    send,
    all: async <T>(path: string) => {
      const found: T[] = [];
      for (let next: string | null = ''; next !== null;) {
        const cursor = next === '' ? '' : `&next=${encodeURIComponent(next)}`;
        const page: { data: T[]; next: string | null } = await ask('GET', `${path}?limit=100${cursor}`);
        found.push(...page.data);
        next = page.next;
      }
      return found;
    },
  };
}

/** An answer that was not reckoned with. */
export class Unexpected extends Error {
  readonly answer: Answer;

  constructor(method: string, path: string, answer: Answer) {
    super(`${method} ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.name = 'Unexpected';
    this.answer = answer;
  }
}

/** The problem's code of a refusal; empty when it has none. */
export function codeOf(answer: Answer): string {
  const body = answer.body as { code?: unknown } | undefined;
  return typeof body?.code === 'string' ? body.code : '';
}

function rooted(path: string): string {
  return /^\/(sandbox|health|api)\//.test(path) ? path : `/api/v1${path}`;
}
