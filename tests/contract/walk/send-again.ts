import type { Arranged } from '../arrangements/arrangement.ts';
import type { Answer } from '../../harness/http.ts';
import { differences } from '../world/fingerprint.ts';
import type { Stage } from '../world/stage.ts';
import { draftOf, send, type Draft } from './draft.ts';
import type { Operation } from './operations.ts';
import { faultsBy } from './schema.ts';

/** Reads that answer otherwise at each moment. */
const MOMENTARY = new Set(['getBusinessTime']);

let keys = 0;

/**
 * Sends the example, and says what is wrong with the answer: no documented success, or not of its schema. Then sends it
 * again: a mutation under its key gets the same answer and changes nothing; a read with its ETag is told that it knows.
 */
export async function sendExampleAgain(
  stage: Stage,
  operation: Operation,
  arranged: Arranged,
): Promise<string[]> {
  const draft = draftOf(operation, arranged);
  return operation.method === 'GET' ? readTwice(stage, draft) : mutateTwice(stage, draft);
}

/** What is wrong with an answer to an example. */
export function faultsOfAnswer({ replies }: Operation, { status, body }: Answer): string[] {
  const reply = replies.get(status);
  if (status > 299 || reply === undefined) return [`answered with ${status}: ${JSON.stringify(body)}`];
  if (reply.schema === null) return body === undefined ? [] : [`${status} has a body`];
  return faultsBy(reply.schema, body).map((fault) => `the reply breaks its schema: ${fault}`);
}

async function readTwice({ world }: Stage, draft: Draft): Promise<string[]> {
  const first = await send(world.http, draft);
  const faults = faultsOfAnswer(draft.operation, first);
  const { etag } = first.headers;
  if (typeof etag !== 'string') return [...faults, 'has no ETag'];
  if (MOMENTARY.has(draft.operation.id)) return faults;
  const again = await send(world.http, withHeaders(draft, { 'if-none-match': etag }));
  return again.status === 304 ? faults : [...faults, `${again.status} instead of 304 for a known ETag`];
}

async function mutateTwice({ world }: Stage, draft: Draft): Promise<string[]> {
  keys += 1;
  const keyed = withHeaders(draft, { 'idempotency-key': `walk-${keys}` });
  const first = await send(world.http, keyed);
  await world.idle();
  const faults = faultsOfAnswer(draft.operation, first);
  const before = await world.fingerprint();
  const again = await send(world.http, keyed);
  await world.idle();
  const changed = differences(before, await world.fingerprint());
  if (changed.length > 0) faults.push(`sent again under its key: changed ${changed.join(', ')}`);
  if (again.headers['idempotency-replayed'] !== 'true') faults.push('is not replayed under its key');
  if (JSON.stringify([again.status, again.body]) !== JSON.stringify([first.status, first.body]))
    faults.push(`sent again under its key: answered with ${again.status}: ${JSON.stringify(again.body)}`);
  return faults;
}

function withHeaders(draft: Draft, headers: Draft['headers']): Draft {
  return { ...draft, headers: { ...draft.headers, ...headers } };
}
