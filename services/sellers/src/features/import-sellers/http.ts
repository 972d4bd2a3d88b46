import { wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { ADMIN_ONLY } from '../../access.ts';
import type { RowDecision } from '../../domain/import.ts';
import type { SellersParts } from '../../parts.ts';
import { commissionField, nameField, postcodeField, referenceField } from '../../wire.ts';
import { importSellers, MAX_IMPORT_ROWS } from './import-sellers.ts';

const rowResult = z.strictObject({
  reference: z.string(),
  outcome: z.enum(['created', 'updated', 'unchanged', 'refused']),
  sellerId: wireId('seller').nullable(),
  errors: z.array(z.strictObject({ pointer: z.string(), rule: z.string(), message: z.string() })),
});

export function importSellersRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'post',
    path: '/seller-imports',
    operationId: 'importSellers',
    summary: `Make or update up to ${MAX_IMPORT_ROWS} sellers by their references`,
    tag: 'sellers',
    access: ADMIN_ONLY,
    rate: 'unlimited',
    bodyLimit: 512 * 1024,
    body: z.strictObject({
      rows: z
        .array(
          z.strictObject({
            reference: referenceField,
            name: nameField,
            postcode: postcodeField,
            commissionBasisPoints: commissionField.optional(),
          }),
        )
        .min(1)
        .max(MAX_IMPORT_ROWS),
    }),
    replies: {
      200: {
        description: 'What became of each row, in their order.',
        schema: z.strictObject({ data: z.array(rowResult) }),
      },
    },
    errors: ['import-collision'],
    example: {
      body: {
        rows: [
          { reference: 'casa-verde', name: 'Casa Verde', postcode: '13023', commissionBasisPoints: 1_200 },
        ],
      },
    },
    handle: async (ctx, { body }) =>
      ok({ data: (await importSellers(parts, ctx, body.rows)).map(resultToWire) }),
  });
}

function resultToWire(decision: RowDecision): z.infer<typeof rowResult> {
  if (decision.outcome === 'refused') {
    const { outcome, reference, errors } = decision;
    return { outcome, reference, sellerId: null, errors: [...errors] };
  }
  const { outcome, seller } = decision;
  return { outcome, reference: seller.reference ?? '', sellerId: seller.sellerId, errors: [] };
}
