import { moneyFromWire, type Money, type WireMoney } from '@souk/kernel';
import {
  isAccount,
  sellerScope,
  type AdminScope,
  type RequestContext,
  type SellerScope,
} from '@souk/platform/context';
import { catalogError } from './errors.ts';

/** What the caller may change: an administrator everything, a seller's staff what is its own. */
export function managedScope(ctx: RequestContext): AdminScope | SellerScope {
  return isAccount(ctx.identity, 'admin') ? { all: true } : sellerScope(ctx);
}

/** @throws DomainError `stale-version` when If-Match names another version. */
export function requireVersion(ctx: RequestContext, version: number): void {
  if (ctx.ifMatch !== null && ctx.ifMatch !== String(version))
    throw catalogError('stale-version', { version });
}

/** A price in the deployment's currency. @throws DomainError `currency-not-used` pointing at the field. */
export function priceIn(currency: string, price: WireMoney, pointer: string): Money {
  if (price.currency === currency) return moneyFromWire(price);
  throw catalogError('currency-not-used', { currency }, [
    { pointer: `${pointer}/currency`, rule: 'currency', message: `Prices are in ${currency} here.` },
  ]);
}
