export { causedBy } from './caused-by.ts';
export {
  isAccount,
  sellerScope,
  customerScope,
  systemContext,
  type AdminScope,
  type CustomerScope,
  type Identity,
  type IdempotencyClaim,
  type RequestContext,
  type Role,
  type SellerScope,
} from './context.ts';
export { remainingMs, requireInTime } from './in-time.ts';
