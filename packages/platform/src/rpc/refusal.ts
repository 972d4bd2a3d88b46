import { DomainError } from '@souk/kernel';
import { z } from 'zod';
import { fromBase64Json, toBase64Json } from './base64-json.ts';

const KINDS = [
  'malformed',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'stale',
  'too-large',
  'unsupported',
  'invalid',
  'limited',
  'unavailable',
  'timed-out',
] as const;

const refusalSchema = z.object({
  code: z.string(),
  kind: z.enum(KINDS),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
  errors: z.array(z.object({ pointer: z.string(), rule: z.string(), message: z.string() })),
});

/** A refusal as text for a header. Its details are JSON, but a bigint in them stays one. */
export function encodeRefusal(error: DomainError): string {
  const { code, kind, message, details, errors } = error;
  return toBase64Json({ code, kind, message, details, errors });
}

/** The refusal that the text tells of; undefined for any other text. */
export function decodeRefusal(text: string): DomainError | undefined {
  const { success, data } = refusalSchema.safeParse(fromBase64Json(text));
  return success ? new DomainError(data.code, data.kind, data.message, data.details, data.errors) : undefined;
}
