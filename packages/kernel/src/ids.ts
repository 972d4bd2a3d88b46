import { validate } from 'uuid';
import { orderedUuid } from './ordered-uuid.ts';

/** What an id names, by its prefix. */
export const ID_PREFIXES = {
  account: 'acc',
  session: 'ses',
  seller: 'sel',
  staff: 'stf',
  category: 'cat',
  product: 'prd',
  variant: 'var',
  offer: 'ofr',
  reservation: 'rsv',
  adjustment: 'adj',
  cart: 'crt',
  checkout: 'chk',
  order: 'ord',
  orderLine: 'orl',
  consignment: 'csg',
  payment: 'pay',
  refund: 'rfd',
  ledgerTransaction: 'ltx',
  providerPayment: 'pvp',
  event: 'evt',
  audit: 'aud',
  request: 'req',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** `ord_0190…`: a prefix that tells the kind and a UUIDv7, whose order is the order of creation. */
export type Id = string;

/** Makes ids; injected, so that a test can foretell them. */
export type IdSource = (kind: IdKind) => Id;

/** A fresh id of the given kind. */
export const newId: IdSource = (kind) => `${ID_PREFIXES[kind]}_${orderedUuid()}`;

/** Whether `text` has the form of an id of `kind`. Says nothing about whether such a thing exists. */
export function isId(kind: IdKind, text: string): boolean {
  const prefix = `${ID_PREFIXES[kind]}_`;
  return text.startsWith(prefix) && validate(text.slice(prefix.length));
}

/** The moment at which the id was made, in milliseconds since the epoch (the first 48 bits of a UUIDv7). */
export function idTime(id: Id): number {
  return Number.parseInt(
    id
      .slice(id.indexOf('_') + 1)
      .replaceAll('-', '')
      .slice(0, 12),
    16,
  );
}
