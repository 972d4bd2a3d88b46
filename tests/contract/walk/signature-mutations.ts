import { HOUR_MS } from '@souk/kernel';
import { SIGNATURE_HEADER } from '../../../packages/sandbox/src/index.ts';
import { bytesOf, signature, type Draft } from './draft.ts';
import type { Expected, Mutation } from './expected.ts';
import { isObject } from './schema.ts';

const UNSIGNED: Expected = { statuses: [401], codes: ['webhook-signature'] };
const UNREADABLE: Expected = { statuses: [400], codes: ['webhook-body'] };

/** What is signed by nobody, by somebody else, too long ago or for other bytes; and what is signed and makes no sense. */
export function signatureMutations(draft: Draft): Mutation[] {
  if (draft.operation.access !== 'signature') return [];
  const bytes = bytesOf(draft.body);
  const make = (what: string, change: Partial<Draft>, expected: Expected): Mutation => ({
    what,
    draft: { ...draft, ...change },
    expected,
  });
  const signedBy = (headers: Draft['headers']) => ({ headers: { ...draft.headers, ...headers } });
  return [
    make('another secret', signedBy(signature(bytes, 'guessed')), UNSIGNED),
    make('other bytes', signedBy(signature(Buffer.from('{}'))), UNSIGNED),
    make(
      'a stale signature',
      signedBy(signature(bytes, undefined, new Date(Date.now() - HOUR_MS))),
      UNSIGNED,
    ),
    make(
      'a signature from the future',
      signedBy(signature(bytes, undefined, new Date(Date.now() + HOUR_MS))),
      UNSIGNED,
    ),
    make('nonsense for a signature', signedBy({ [SIGNATURE_HEADER]: 't={"$gt":""},v1=x' }), UNSIGNED),
    ...nonsense(draft.body).map(([what, body]) => make(what, { body }, UNREADABLE)),
  ];
}

function nonsense(body: unknown): [string, unknown][] {
  const event = isObject(body) ? body : {};
  const payment = isObject(event['payment']) ? event['payment'] : {};
  const fields = Object.keys(payment).flatMap((name): [string, unknown][] => [
    [`an operator as ${name}`, { ...event, payment: { ...payment, [name]: { $gt: '' } } }],
    [`no ${name}`, { ...event, payment: { ...payment, [name]: undefined } }],
  ]);
  return [
    ['no body', Buffer.alloc(0)],
    ['half of the body', Buffer.from(bytesOf(body).subarray(0, -1))],
    ['broken UTF-8', Buffer.from([0x7b, 0xc3, 0x28, 0x7d])],
    ['null', Buffer.from('null')],
    ['a list', []],
    ['an operator', { $gt: '' }],
    ['no payment', { ...event, payment: undefined }],
    ...fields,
  ];
}
