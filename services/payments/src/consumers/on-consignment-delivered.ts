import type { Consumer } from '@souk/platform/events';
import type { PaymentsContext } from '../deps.ts';
import { releaseConsignment } from '../features/release-consignment/release-consignment.ts';

const name = 'payments.on-consignment-delivered';

export function onConsignmentDelivered(deps: PaymentsContext): Consumer {
  return {
    name,
    types: ['ConsignmentDelivered'],
    handle: async (_ctx, event) => {
      if (event.type === 'ConsignmentDelivered') await releaseConsignment(deps, event);
    },
  };
}
