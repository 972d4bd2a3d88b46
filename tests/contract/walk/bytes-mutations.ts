import type { Draft } from './draft.ts';
import type { Expected, Mutation } from './expected.ts';

const TEN_MEGABYTES = Buffer.alloc(10 * 1024 * 1024, 'a');

const MALFORMED: Expected = { statuses: [400], codes: ['malformed-json'] };
const BROKEN: Expected = { statuses: [400], codes: ['malformed-text'] };
const UNSUPPORTED: Expected = { statuses: [415], codes: ['unsupported-media-type'] };

/** Bodies that can't be read at all. */
export function bytesMutations(draft: Draft): Mutation[] {
  const { operation, body } = draft;
  if (operation.method === 'GET') return [];
  const make = (what: string, change: Partial<Draft>, expected: Expected): Mutation => ({
    what,
    draft: { ...draft, ...change },
    expected,
  });
  const tooLarge = make('10 MB', { body: TEN_MEGABYTES }, { statuses: [413], codes: ['body-too-large'] });
  if (operation.access === 'signature') return [tooLarge];
  if (operation.body === null) {
    const refused: Expected = { statuses: [422], pointer: '/force' };
    return [tooLarge, make('a body where none belongs', { body: { force: true } }, refused)];
  }
  const text = JSON.stringify(body);
  const typed = (type: string) => ({
    body: Buffer.from(text),
    headers: { ...draft.headers, 'content-type': type },
  });
  return [
    tooLarge,
    make('half of the body', { body: Buffer.from(text.slice(0, -1)) }, MALFORMED),
    make('no JSON', { body: Buffer.from('a=1') }, MALFORMED),
    make('broken UTF-8', { body: brokenText(text) }, BROKEN),
    make('half a surrogate pair', { body: Buffer.from(text.replace('{', '{"\\ud800":1,')) }, BROKEN),
    make('a form', typed('application/x-www-form-urlencoded'), UNSUPPORTED),
    make('text', typed('text/plain'), UNSUPPORTED),
    make('a compressed body', { headers: { ...draft.headers, 'content-encoding': 'gzip' } }, UNSUPPORTED),
    ...(operation.body.required
      ? [make('no body', { body: undefined }, { statuses: [422], pointer: '' })]
      : []),
  ];
}

function brokenText(text: string): Buffer {
  const start = Buffer.from(text.replace(/\}$/, ',"x":"'));
  return Buffer.concat([start, Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
}
