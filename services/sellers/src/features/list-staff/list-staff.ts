import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { pageByKey, type Page } from '@souk/platform/http';
import { listStaff as findStaffOf } from '../../data/staff.ts';
import type { StaffMember } from '../../domain/staff.ts';
import type { SellersParts } from '../../parts.ts';
import { requireInsider } from '../../staff-access.ts';

/** The seller's staff in the order of their joining. @throws DomainError `seller-not-found`, `cursor-mismatch` */
export async function listStaff(
  parts: Pick<SellersParts, 'stores'>,
  ctx: RequestContext,
  request: { readonly sellerId: Id; readonly limit: number; readonly next: string | undefined },
): Promise<Page<StaffMember>> {
  const { sellerId } = request;
  await requireInsider(parts, ctx, sellerId);
  const list = { filter: { sellerId }, sort: 'oldest', key: ({ staffId }: StaffMember) => staffId };
  return pageByKey(request, list, (range) => findStaffOf(parts.stores, { sellerId }, range));
}
