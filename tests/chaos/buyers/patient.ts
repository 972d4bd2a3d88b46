import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Headers } from '../../harness/http.ts';
import { codeOf, type Api } from '../world/api.ts';

/** Sends the same request again until there is an answer that means something. */
export type Patient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Headers | (() => Headers),
) => Promise<Answer>;

/** Waits grow from try to try: a key whose holder was killed is free again only after its lease. */
const PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_600;

/**
 * A client as they should be: it repeats what was not answered, was answered with "not now", or is still being done under
 * its key. At most `atOnce` requests are under way; who waits for another try does not count.
 */
export function patientClient(api: Api, atOnce: number, onFault: (answer: string) => Promise<void>): Patient {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const acquire = (): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (method, path, body, headers) => {
    for (let pause = PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
      await acquire();
      const answer = await trySending(() =>
        api.send(method, path, body, typeof headers === 'function' ? headers() : headers),
      ).finally(release);
      if (answer !== null && !isForLater(answer)) {
        if (answer.status < 500 || isFinal(answer)) return answer;
        await onFault(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      await delay(pause);
    }
  };
}

/** Null when the connection broke: nobody knows what became of the request. */
async function trySending(send: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await send();
  } catch {
    return null;
  }
}

/** 401: the operator's token went with the process that had made it. */
function isForLater(answer: Answer): boolean {
  const { status } = answer;
  if (isFinal(answer)) return false;
  return [401, 503, 504].includes(status) || codeOf(answer) === 'idempotency-running';
}

/** The checkout was given up because the provider did not answer; trying again would be another one. */
function isFinal(answer: Answer): boolean {
  return codeOf(answer) === 'payment-unavailable';
}
