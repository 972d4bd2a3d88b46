import type { IdentityService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { IdentityParts } from '../../parts.ts';

type GetSigningKeys = PortImplementation<typeof IdentityService>['getSigningKeys'];

export function getSigningKeys(parts: Pick<IdentityParts, 'keyRing'>): GetSigningKeys {
  return () => Promise.resolve({ jwksJson: JSON.stringify({ keys: parts.keyRing.published }) });
}
