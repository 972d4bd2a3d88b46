import type { CarrierEventKind } from './events.ts';

/** How many carrier events one consignment keeps. */
export const CARRIER_EVENT_LIMIT = 200;

/** How far a consignment must be for the carrier to report this. */
export function carrierTarget(kind: CarrierEventKind): 'shipped' | 'delivered' {
  return kind === 'delivered' ? 'delivered' : 'shipped';
}
