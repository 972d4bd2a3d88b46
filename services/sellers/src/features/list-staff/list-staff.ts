import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { decodeCursor, encodeCursor, page, type Page } from '@souk/platform/http';
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
  const { sellerId, limit, next } = request;
  await requireInsider(parts, ctx, sellerId);
  const cursorScope = { filter: { sellerId }, sort: 'oldest' };
  const [after = null] = next === undefined ? [] : decodeCursor(next, cursorScope).map(String);
  const found = await findStaffOf(parts.stores, { sellerId }, { after, limit: limit + 1 });
  const data = found.slice(0, limit);
  const last = data.at(-1);
  const more = found.length > limit && last !== undefined;
  return page(data, more ? encodeCursor([last.staffId], cursorScope) : null);
}
