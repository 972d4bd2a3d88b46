import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { IdentityParts } from '../../parts.ts';

const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

/** Hangs at the root, where programs that check tokens look for it. */
export function publishSigningKeysRoute(parts: Pick<IdentityParts, 'keyRing'>): AnyRoute {
  return route({
    method: 'get',
    path: '/.well-known/jwks.json',
    operationId: 'publishSigningKeys',
    summary: 'The public keys with which access tokens are checked',
    tag: 'identity',
    access: { allow: 'anyone' },
    replies: {
      200: { description: 'A JSON Web Key Set.', schema: z.strictObject({ keys: z.array(publicKey) }) },
    },
    errors: [],
    example: {},
    handle: () =>
      Promise.resolve(
        ok({ keys: parts.keyRing.published }, { headers: { 'Cache-Control': 'public, max-age=300' } }),
      ),
  });
}
