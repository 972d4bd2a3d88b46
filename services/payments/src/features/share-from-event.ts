import type { EventData } from '@souk/contracts';
import { moneyFromWire } from '@souk/kernel';
import type { SellerShare } from '../domain/seller-share.ts';

type WireShare = Pick<
  EventData<'OrderPaid'>['consignments'][number],
  'sellerId' | 'items' | 'freight' | 'commission'
>;

/** A seller's share as events carry it. */
export function shareFromEvent({ sellerId, items, freight, commission }: WireShare): SellerShare {
  return {
    sellerId,
    items: moneyFromWire(items),
    freight: moneyFromWire(freight),
    commission: moneyFromWire(commission),
  };
}
