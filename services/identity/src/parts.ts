import { auditTrail, type AuditTrail } from '@souk/platform/data';
import { createOutbox, type Outbox } from '@souk/platform/events';
import { defineStores, type Stores } from './data/stores.ts';
import type { IdentityDeps, KeyRing } from './deps.ts';
import { createPasswords, type Passwords } from './passwords.ts';

/** What the use cases work with: the outside things and the service's own. */
export type IdentityParts = Omit<IdentityDeps, 'keys'> & {
  readonly keyRing: KeyRing;
  readonly stores: Stores;
  readonly passwords: Passwords;
  readonly outbox: Outbox;
  readonly audit: AuditTrail;
};

export async function assembleParts(deps: IdentityDeps): Promise<IdentityParts> {
  const { keys, ...outside } = deps;
  const { db, clock, ids } = deps;
  return {
    ...outside,
    keyRing: await keys.load(),
    stores: defineStores(db),
    passwords: createPasswords(deps.config),
    outbox: createOutbox(db, ids),
    audit: auditTrail(db, { clock, ids }),
  };
}
