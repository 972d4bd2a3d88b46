import type { Draft } from './draft.ts';
import { invalidAt, type Expected, type Mutation } from './expected.ts';
import type { Parameter } from './operations.ts';
import { faultsBy } from './schema.ts';
import { isIdText, unknownId } from './wrong-values.ts';

const MALFORMED: Expected = { statuses: [400], codes: ['malformed-url'] };
const WRONG_TEXTS = [
  'x',
  '-1',
  '0',
  '1e30',
  '0.5',
  '{"$gt":""}',
  '__proto__',
  ' ',
  'x'.repeat(3_000),
  'a\u0000b',
];

/** Paths with one wrong parameter. */
export function pathMutations(draft: Draft): Mutation[] {
  return draft.operation.parameters
    .filter((each) => each.in === 'path')
    .flatMap((each) => onPath(draft, each));
}

function onPath(draft: Draft, { name, schema }: Parameter): Mutation[] {
  const { operation, params } = draft;
  const value = decodeURIComponent(params[name] ?? '');
  const make = (text: string, expected: Expected, encoded = encodeURIComponent(text)): Mutation => ({
    what: `${shown(text)} as ${name}`,
    draft: { ...draft, params: { ...params, [name]: encoded } },
    expected,
  });
  // A read of what belongs to no single thing may answer that there is nothing.
  const absent: Expected = { statuses: operation.replies.has(404) ? [404] : [200, 404] };
  const texts = isIdText(value)
    ? [...WRONG_TEXTS, `xyz${value.slice(3)}`, unknownId(value)]
    : [...WRONG_TEXTS, 'unknown'];
  return [
    ...texts.map((text) =>
      make(text, faultsBy(schema, text).length > 0 ? invalidAt(`/path/${name}`) : absent),
    ),
    make('broken encoding', MALFORMED, '%zz'),
    make('broken UTF-8', MALFORMED, '%c3%28'),
  ];
}

/** Queries with one wrong, doubled or unknown parameter. */
export function queryMutations(draft: Draft): Mutation[] {
  const known = draft.operation.parameters.filter((each) => each.in === 'query');
  return [
    ...known.flatMap((each) => onQuery(draft, each)),
    with_(draft, 'an unknown parameter', 'unexpected', '1', invalidAt('/query/unexpected')),
    with_(draft, '__proto__', '__proto__', '1', { statuses: [400], codes: ['forbidden-key'] }),
    with_(draft, 'broken encoding', 'unexpected', '%zz', MALFORMED),
  ];
}

function onQuery(draft: Draft, { name, schema }: Parameter): Mutation[] {
  const at = invalidAt(`/query/${name}`);
  const wrong = WRONG_TEXTS.filter((text) => faultsBy(schema, asTyped(schema['type'], text)).length > 0);
  return [
    ...wrong.map((text) => with_(draft, `${shown(text)} as ${name}`, name, encodeURIComponent(text), at)),
    with_(draft, `an operator on ${name}`, `${name}[$gt]`, '1', invalidAt(`/query/${name}[$gt]`)),
    {
      what: `${name} twice`,
      draft: { ...draft, query: [...without(draft, name), [name, '1'], [name, '2']] },
      expected: at,
    },
    ...(name === 'next' ? [with_(draft, 'a cursor of no list', name, 'bm9uZQ', at)] : []),
  ];
}

function with_(draft: Draft, what: string, name: string, value: string, expected: Expected): Mutation {
  return { what, draft: { ...draft, query: [...without(draft, name), [name, value]] }, expected };
}

function without({ query }: Draft, name: string) {
  return query.filter(([known]) => known !== name);
}

/** A query holds texts; a number's schema judges the number that the text stands for. */
function asTyped(type: unknown, text: string): unknown {
  return type === 'integer' || type === 'number' ? Number(text) : text;
}

function shown(text: string): string {
  return text.length > 20 ? `${text.slice(0, 10)}… (${text.length})` : JSON.stringify(text);
}
