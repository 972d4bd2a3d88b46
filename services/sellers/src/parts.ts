import { auditTrail, type AuditTrail } from '@souk/platform/data';
import { createOutbox, type Outbox } from '@souk/platform/events';
import { defineStores, type Stores } from './data/stores.ts';
import type { SellersDeps } from './deps.ts';

/** What the use cases work with: the outside things and the service's own. */
export type SellersParts = SellersDeps & {
  readonly stores: Stores;
  readonly outbox: Outbox;
  readonly audit: AuditTrail;
};

export function assembleParts(deps: SellersDeps): SellersParts {
  const { db, clock, ids, config } = deps;
  return {
    ...deps,
    stores: defineStores(db, config),
    outbox: createOutbox(db, ids),
    audit: auditTrail(db, { clock, ids }),
  };
}
