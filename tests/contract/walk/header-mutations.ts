import type { Headers } from '../../harness/http.ts';
import type { ForgedTokens } from '../world/forged-tokens.ts';
import type { Draft } from './draft.ts';
import { invalidAt, type Expected, type Mutation } from './expected.ts';

/** Headers that Souk reads, each with a wrong value. */
export function headerMutations(draft: Draft): Mutation[] {
  const wrong: [string, string][] = [
    ['idempotency-key', 'x'.repeat(256)],
    ['idempotency-key', 'with space'],
    ['if-match', 'unquoted'],
    ['request-timeout', 'soon'],
    ['request-timeout', '0'],
    ['cart-token', '{"$gt":""}'],
  ];
  const mutations = wrong.map(([name, value]) => ({
    what: `${name}: ${value.slice(0, 20)}`,
    draft: withHeader(draft, name, value),
    expected: invalidAt(`/headers/${name}`),
  }));
  if (!draft.operation.replies.get(412)?.codes.includes('stale-version')) return mutations;
  const stale = { statuses: [412], codes: ['stale-version'] };
  return [
    ...mutations,
    { what: 'a stale version', draft: withHeader(draft, 'if-match', '"999999"'), expected: stale },
    { what: 'no version', draft: withHeader(draft, 'if-match', '"{$gt:0}"'), expected: stale },
  ];
}

/** Callers who are nobody, not who they say, or strangers to what is asked for. */
export function credentialMutations(
  draft: Draft,
  forged: ForgedTokens,
  strangers: readonly Headers[],
): Mutation[] {
  const as = (what: string, headers: Headers, expected: Expected): Mutation => ({
    what,
    draft: { ...draft, headers: { ...anonymous(draft.headers), ...headers } },
    expected,
  });
  const invalid: Expected = { statuses: [401], codes: ['token-invalid'] };
  const bearers: [string, string, Expected][] = [
    ['an expired token', forged.expired, { statuses: [401], codes: ['token-expired'] }],
    ['a token of another key', forged.otherKey, invalid],
    ['a token with more roles than were signed', forged.tampered, invalid],
    ['an unsigned token', forged.unsigned, invalid],
    ['no token', 'x', invalid],
  ];
  return [
    ...bearers.map(([what, token, expected]) => as(what, { authorization: `Bearer ${token}` }, expected)),
    as('another scheme', { authorization: 'Basic YTpi' }, invalid),
    ...nobody(draft, as),
    ...strangers.map((headers, index) => as(`stranger ${index + 1}`, headers, { statuses: [404] })),
  ];
}

function nobody(
  { operation }: Draft,
  as: (what: string, headers: Headers, expected: Expected) => Mutation,
): Mutation[] {
  switch (operation.access) {
    case 'roles':
      return [as('nobody', {}, { statuses: [401], codes: ['sign-in-required'] })];
    case 'cart-holder':
      return [
        as('nobody', {}, { statuses: [401], codes: ['cart-token-required'] }),
        as('a guessed cart token', { 'cart-token': 'A'.repeat(43) }, { statuses: [404] }),
      ];
    case 'signature':
    case 'anyone':
      return [];
  }
}

function withHeader(draft: Draft, name: string, value: string): Draft {
  const others = Object.entries(draft.headers).filter(([known]) => known.toLowerCase() !== name);
  return { ...draft, headers: { ...Object.fromEntries(others), [name]: value } };
}

function anonymous(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['authorization', 'cart-token'].includes(name.toLowerCase())),
  );
}
