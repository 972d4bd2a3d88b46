import { describe, expect, it } from '@jest/globals';
import { wireId, wireMoney, wirePrice } from '@souk/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { ok, openApiDocument, pageQuery, pageSchema, route, type AnyRoute } from './index.ts';
import { moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, addThing, getThing, listThings, removeThing } from './test/shop-routes.ts';

type Tree = { z?: string | undefined; children?: Tree[] | undefined };
const tree: z.ZodType<Tree> = z
  .strictObject({
    z: z.string().max(10).optional(),
    get children() {
      return z.array(tree).max(10).optional();
    },
  })
  .meta({ id: 'Tree' });

const payment = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('card'), amount: wirePrice, token: z.string().max(40) }),
  z.strictObject({ method: z.literal('slip'), amount: wirePrice }),
]);

const pay: AnyRoute = route({
  method: 'post',
  path: '/carts/:cartId/payments',
  operationId: 'pay',
  summary: 'Pay',
  tag: 'payments',
  access: { allow: 'cart-holder' },
  params: z.strictObject({ cartId: wireId('cart') }),
  query: pageQuery({ sorts: ['newest', 'oldest'], filters: { q: z.string().max(9).optional() } }),
  body: z.strictObject({ payments: z.array(payment).min(1).max(5), tree: tree.optional(), due: wireMoney }),
  replies: {
    200: { description: 'Paid.', schema: pageSchema(z.strictObject({ due: wireMoney, id: z.string() })) },
    204: { description: 'Nothing to pay.', schema: null },
  },
  errors: ['name-taken'],
  example: {
    params: { cartId: 'crt_01890000-0000-7000-8000-000000000001' },
    body: {
      payments: [{ method: 'slip', amount: { amount: 100, currency: 'BRL' } }],
      due: { amount: 0, currency: 'BRL' },
    },
  },
  handle: () => Promise.resolve(ok({ data: [], next: null })),
});

const hear: AnyRoute = route({
  method: 'post',
  path: '/webhooks',
  operationId: 'hear',
  summary: 'Hear',
  tag: 'payments',
  access: { allow: 'signature' },
  replies: { 204: { description: 'Heard.', schema: null } },
  errors: [],
  example: { body: { id: 'evt_1' } },
  handle: () => Promise.resolve({ status: 204 }),
});

const routes = [
  addThing(),
  getThing((id) => Promise.resolve(ok({ id, name: 'a' }))),
  listThings(),
  removeThing(),
  pay,
  hear,
];
const document = openApiDocument([moduleOf(routes, { errors: SHOP_ERRORS })], {
  title: 'Shop',
  version: '1',
});

/** Every object in the document. */
function* nodes(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Record<string, unknown>;
  for (const child of Object.values(value)) yield* nodes(child);
}

function resolve(ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
}

describe('the OpenAPI document', () => {
  it('shows what a machine signs, of which it has no schema', () => {
    expect(document.paths['/api/v1/webhooks']?.['post']).toMatchObject({
      security: [{ signature: [] }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: {}, example: { id: 'evt_1' } } },
      },
    });
  });

  it('says of ids what they look like', () => {
    const parameters = document.paths['/api/v1/carts/{cartId}/payments']?.['post']?.['parameters'];
    expect(parameters).toContainEqual(
      expect.objectContaining({
        name: 'cartId',
        schema: {
          type: 'string',
          maxLength: 64,
          pattern: '^crt_[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
        },
      }),
    );
  });

  it('is version 3.1 and describes each operation once', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((o) => o.operationId),
    );
    expect(ids.toSorted()).toEqual(['addThing', 'getThing', 'hear', 'listThings', 'pay', 'removeThing']);
    expect(Object.keys(document.paths)).toContain('/api/v1/carts/{cartId}/payments');
  });

  it('has no reference that leads nowhere', () => {
    const refs = [...nodes(document)].map((node) => node.$ref).filter((ref) => typeof ref === 'string');
    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs) {
      expect(ref).toMatch(/^#\/components\//);
      expect({ ref, target: typeof resolve(ref) }).toEqual({ ref, target: 'object' });
    }
  });

  it('names shared schemas once', () => {
    expect(Object.keys(document.components.schemas ?? {})).toEqual(
      expect.arrayContaining(['FieldError', 'Money', 'Price', 'Problem', 'Thing', 'Tree']),
    );
  });

  it('has schemas that compile, and examples that keep to them', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'doc');
    const fit = (schema: unknown, example: unknown, what: string) => {
      const text = JSON.stringify(schema).replaceAll('"#/', '"doc#/');
      const validate = ajv.compile(JSON.parse(text) as object);
      expect({ what, fits: validate(example), errors: validate.errors }).toEqual({
        what,
        fits: true,
        errors: null,
      });
    };
    for (const node of nodes(document.paths)) {
      if ('schema' in node && 'example' in node && !('in' in node))
        fit(node.schema, node.example, JSON.stringify(node.example));
    }
    for (const [name, schema] of Object.entries(document.components.schemas ?? {}))
      expect({
        name,
        compiles: typeof ajv.compile(
          JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')) as object,
        ),
      }).toEqual({ name, compiles: 'function' });
  });

  it('describes parameters one by one', () => {
    const operation = document.paths['/api/v1/carts/{cartId}/payments']?.post;
    expect(operation?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'cartId',
          in: 'path',
          required: true,
          example: pay.example.params?.cartId,
        }),
        expect.objectContaining({
          name: 'limit',
          in: 'query',
          required: false,
          schema: expect.objectContaining({ type: 'integer', minimum: 1, maximum: 100 }),
        }),
        expect.objectContaining({
          name: 'sort',
          schema: expect.objectContaining({ enum: ['newest', 'oldest'] }),
        }),
        { $ref: '#/components/parameters/IdempotencyKey' },
      ]),
    );
  });

  it('shows the example of a header at the header, once', () => {
    const remove = {
      ...removeThing(),
      example: { params: { thingId: 't1' }, headers: { 'if-match': '"3"', Colour: 'red' } },
    };
    const described = openApiDocument([moduleOf([remove], { errors: SHOP_ERRORS })], {
      title: 'Shop',
      version: '1',
    });
    const { parameters } = described.paths['/api/v1/things/{thingId}']?.delete as unknown as {
      parameters: { name?: string; in?: string; example?: string }[];
    };
    expect(parameters.filter((parameter) => parameter.in === 'header')).toEqual([
      expect.objectContaining({ name: 'Colour', example: 'red' }),
      expect.objectContaining({ name: 'If-Match', example: '"3"' }),
    ]);
    expect(parameters).not.toContainEqual({ $ref: '#/components/parameters/IfMatch' });
  });

  it('tells the error codes of each status, and who may call', () => {
    const remove = document.paths['/api/v1/things/{thingId}']?.delete;
    expect(remove).toMatchObject({ security: [{ bearer: [] }], 'x-roles': ['admin', 'seller'] });
    expect(remove?.responses).toMatchObject({
      403: { 'x-error-codes': { 'role-required': expect.any(String) } },
      404: { 'x-error-codes': { 'no-such-thing': SHOP_ERRORS['no-such-thing'].message } },
    });
  });

  it('keeps fields that are named like keywords', () => {
    expect(document.components.schemas?.Thing).toMatchObject({ properties: { id: { type: 'string' } } });
  });
});
