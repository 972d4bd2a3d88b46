import { describe, expect, it } from '@jest/globals';
import type { Answer } from '../../harness/http.ts';
import { openApiDocument, route, type AnyRoute } from '../../../packages/platform/src/http/index.ts';
import { exampleId, wireId, wirePrice } from '../../../packages/contracts/src/index.ts';
import { z } from 'zod';
import type { Stage } from '../world/stage.ts';
import { operationsOf, type Operation } from './operations.ts';
import { sendMutations } from './walk.ts';

const offer: AnyRoute = route({
  method: 'post',
  path: '/things/:offerId/prices',
  operationId: 'price',
  summary: 'Price a thing',
  tag: 'things',
  access: { allow: 'roles', roles: ['admin'] },
  params: z.strictObject({ offerId: wireId('offer') }),
  body: z.strictObject({ price: wirePrice, note: z.string().max(20).optional() }),
  replies: { 204: { description: 'Priced.', schema: null } },
  errors: [],
  example: { params: { offerId: exampleId('offer') }, body: { price: { amount: 100, currency: 'BRL' } } },
  handle: () => Promise.resolve({ status: 204 }),
});

function operation(): Operation {
  const idempotency = {} as never;
  const module = { name: 'things', routes: [offer], idempotency, errors: {} };
  const [found] = operationsOf(openApiDocument([module], { title: 'Things', version: '1' }));
  if (found === undefined) throw new Error('no operation');
  return found;
}

/** A stage on which every request is answered like this, and what is stored changes with `writes`. */
function stageOf(answer: (path: string, body: unknown) => Answer, writes = () => 0): Stage {
  const world = {
    http: { send: (_method: string, path: string, body: unknown) => Promise.resolve(answer(path, body)) },
    idle: () => Promise.resolve(),
    fingerprint: () => Promise.resolve(new Map([['things.prices', String(writes())]])),
    writes,
  };
  return { world } as unknown as Stage;
}

const forged = { expired: 'a.b.c', otherKey: 'a.b.c', tampered: 'a.b.c', unsigned: 'a.b.' };
const refusal = (status: number, code: string, pointer?: string): Answer => ({
  status,
  headers: {},
  body: { code, errors: pointer === undefined ? [] : [{ pointer, rule: 'any' }] },
});

const complaintsAbout = (stage: Stage) =>
  sendMutations(stage, operation(), () => ({ as: {}, strangers: [{ authorization: 'b' }] }), forged);

describe('the walk sees', () => {
  it('what is let through', async () => {
    const complaints = await complaintsAbout(stageOf(() => ({ status: 204, headers: {}, body: undefined })));
    for (const what of [
      'an operator at /price/amount',
      'a negative number at /price/amount',
      'an amount beyond the limit at /price/amount',
      'nothing at all at /price/currency',
      'another currency at /price/currency',
      'too long a text at /note',
      'an unknown field unexpected at /price',
      '__proto__ at the body',
      '10 MB',
      'broken UTF-8',
      'half of the body',
      'an expired token',
      'an unsigned token',
      'stranger 1',
      '"{\\"$gt\\":\\"\\"}" as offerId',
      'an unknown parameter',
    ])
      expect(complaints).toContainEqual(expect.stringMatching(`^${escaped(what)}: 204`));
  });

  it('a failure, a refusal without its field, and a refusal that the documentation does not know', async () => {
    const failing = await complaintsAbout(stageOf(() => refusal(500, 'internal')));
    expect(failing).toContainEqual(expect.stringMatching(/^an operator at \/price\/amount: 500 internal/));
    const vague = await complaintsAbout(stageOf(() => refusal(422, 'invalid-request', '/other')));
    expect(vague).toContainEqual(expect.stringMatching(/ at \/price\/amount: 422 .* does not point at/));
    const strange = await complaintsAbout(stageOf(() => refusal(422, 'strange', '/price/amount')));
    expect(strange).toContainEqual(expect.stringMatching(/422 strange is not documented/));
  });

  it('a refusal that has changed something', async () => {
    let writes = 0;
    const answer = (): Answer => {
      writes += 1;
      return refusal(422, 'invalid-request', '');
    };
    const complaints = await complaintsAbout(stageOf(answer, () => writes));
    expect(complaints.at(-1)).toMatch(/changed things\.prices$/);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[$()[\]{}\\.*+?^|/]/g, String.raw`\$&`);
}
