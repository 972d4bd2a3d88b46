import { AUTH_ERRORS } from '../auth/index.ts';

const text = { type: 'string' } as const;

/** What every operation of the document shares. */
export const COMMON_COMPONENTS = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token from POST /sessions.',
    },
    cartToken: {
      type: 'apiKey',
      in: 'header',
      name: 'Cart-Token',
      description: 'The token of a guest’s cart, which stays the key to the order made of it.',
    },
    signature: {
      type: 'apiKey',
      in: 'header',
      name: 'Signature',
      description: 'The sender’s signature over the raw body; its form is the sender’s.',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'Same key and body, same reply, for 24 hours.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      required: false,
      description: 'The ETag that the caller has seen; an older one is answered 412.',
      schema: { type: 'string', maxLength: 130 },
    },
    RequestTimeout: {
      name: 'Request-Timeout',
      in: 'header',
      required: false,
      description: 'Milliseconds that the caller waits.',
      schema: { type: 'integer', minimum: 1, maximum: 120_000 },
    },
  },
  schemas: {
    Problem: {
      type: 'object',
      description: `A refusal or failure (RFC 9457). Any call may be refused with ${Object.keys(AUTH_ERRORS).join(', ')}.`,
      required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'message', 'requestId'],
      properties: {
        type: text,
        title: text,
        status: { type: 'integer' },
        detail: text,
        instance: text,
        code: { ...text, description: 'Stable; the list stands at each operation.' },
        message: text,
        requestId: text,
        errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
        details: { type: 'object', description: 'What the code is about, such as the new totals.' },
        errorId: { ...text, description: 'Under which our log has it; only at 5xx.' },
      },
    },
    FieldError: {
      type: 'object',
      required: ['pointer', 'rule', 'message'],
      properties: {
        pointer: {
          ...text,
          description: 'JSON Pointer into the body; `/query/…`, `/path/…` and `/headers/…` for the rest.',
        },
        rule: text,
        message: text,
      },
    },
  },
} as const;
