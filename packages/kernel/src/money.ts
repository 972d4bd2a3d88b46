import { DomainError } from './errors.ts';

/** An exact sum: `amount` in integer minor units (centavos, cents) of `currency` (ISO 4217). */
export type Money = { readonly amount: bigint; readonly currency: string };

/** Money as it crosses HTTP and events: JSON has no bigint, and |amount| ≤ 10¹² is exact as a number. */
export type WireMoney = { amount: number; currency: string };

/** Largest |amount| that Souk accepts or produces: 10¹² minor units. */
export const MAX_MONEY_AMOUNT = 1_000_000_000_000n;

/**
 * Makes money of minor units.
 * @throws DomainError `money-out-of-range` when |amount| > 10¹², `money-currency` when the currency is no ISO 4217 code.
 */
export function money(amount: bigint, currency: string): Money {
  if (amount > MAX_MONEY_AMOUNT || amount < -MAX_MONEY_AMOUNT) {
    throw new DomainError('money-out-of-range', 'invalid', 'The amount exceeds 10^12 minor units.');
  }
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new DomainError('money-currency', 'invalid', 'A currency is three capital letters (ISO 4217).');
  }
  return { amount, currency };
}

/** No money at all, in `currency`. */
export function zeroMoney(currency: string): Money {
  return money(0n, currency);
}

/** a + b. @throws DomainError when the currencies differ or the sum leaves the range. */
export function addMoney(a: Money, b: Money): Money {
  requireSameCurrency(a, b);
  return money(a.amount + b.amount, a.currency);
}

/** a − b. @throws DomainError when the currencies differ or the difference leaves the range. */
export function subtractMoney(a: Money, b: Money): Money {
  requireSameCurrency(a, b);
  return money(a.amount - b.amount, a.currency);
}

/** −a. */
export function negateMoney(a: Money): Money {
  return money(-a.amount, a.currency);
}

/** a × quantity, for a whole number of pieces. */
export function multiplyMoney(a: Money, quantity: number | bigint): Money {
  return money(a.amount * BigInt(quantity), a.currency);
}

/** The sum of any number of amounts; of none: zero of `currency`. */
export function sumMoney(amounts: Iterable<Money>, currency: string): Money {
  let total = zeroMoney(currency);
  for (const each of amounts) total = addMoney(total, each);
  return total;
}

/** −1, 0 or 1 as a is less than, equal to or more than b. @throws DomainError when the currencies differ. */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  requireSameCurrency(a, b);
  if (a.amount === b.amount) return 0;
  return a.amount < b.amount ? -1 : 1;
}

/** Whether the amount is nought. */
export function isZeroMoney(a: Money): boolean {
  return a.amount === 0n;
}

/**
 * `basisPoints` ten-thousandths of `a`, rounded half up (away from zero for a negative amount, so that a reversal
 * mirrors the original).
 */
export function portionInBasisPoints(a: Money, basisPoints: number): Money {
  const scaled = a.amount * BigInt(basisPoints);
  const magnitude = scaled < 0n ? -scaled : scaled;
  const rounded = (magnitude + 5_000n) / 10_000n;
  return money(scaled < 0n ? -rounded : rounded, a.currency);
}

/** Money as JSON: `{"amount":1234,"currency":"BRL"}`. */
export function moneyToWire(a: Money): WireMoney {
  return { amount: Number(a.amount), currency: a.currency };
}

/** Money from JSON that a schema has already checked to be integral and in range. */
export function moneyFromWire(wire: WireMoney): Money {
  return money(BigInt(wire.amount), wire.currency);
}

function requireSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new DomainError(
      'money-currency-mismatch',
      'invalid',
      'Amounts of different currencies do not add up.',
      {
        left: a.currency,
        right: b.currency,
      },
    );
  }
}
