import type { EventEnvelope } from '@souk/contracts';
import { afterCommit } from '@souk/platform/data';
import { once, type Consumer } from '@souk/platform/events';
import { saveSeller } from '../data/sellers.ts';
import type { Catalog } from '../deps.ts';
import { NAMES_TAG } from '../domain/listing.ts';
import { relistSeller } from '../features/relist-products/relist-products.ts';

const TYPES = ['SellerApproved', 'SellerSuspended', 'SellerRejected', 'SellerChanged'] as const;
type SellerEvent = EventEnvelope<(typeof TYPES)[number]>;

/** Keeps what the catalogue knows of a seller, and lists or unlists what it offers. */
export function onSellerChanged(catalog: Catalog): Consumer {
  const name = 'catalog.on-seller-changed';
  return {
    name,
    types: TYPES,
    handle: async (_ctx, event) => {
      if (!isSellerEvent(event)) return;
      const { sellerId, name: called, state } = event.data;
      const seller = { id: sellerId, name: called, active: state === 'approved' };
      await once(catalog.db, name, event, (session) => {
        afterCommit(session, () => catalog.pages.invalidate([NAMES_TAG]));
        return saveSeller(catalog.store, seller, session);
      });
      // Also when the event was there before: it may have been interrupted at this point.
      await relistSeller(catalog, sellerId);
    },
  };
}

function isSellerEvent(event: EventEnvelope): event is SellerEvent {
  return TYPES.some((type) => type === event.type);
}
