import { TYPE_RANK } from '../bson/compare.ts';

const EXACT_DECIMAL_BYTES = 36;
const SUPPLEMENT_AT = 8;

/** Bits that are flipped in the bytes of a component. */
export const maskOf = (direction: 1 | -1): number => (direction === 1 ? 0 : 0xff);

/**
 * Where the component that starts at `at` ends: the first byte after it. `mask` is 0xff in a descending component.
 * The component is one that was not truncated.
 */
export function componentEnd(key: Buffer, at: number, mask: number): number {
  const from = at + 1;
  switch ((key[at] ?? 0) ^ mask) {
    case TYPE_RANK.number:
      return numberEnd(key, from, mask);
    case TYPE_RANK.string:
      return textEnd(key, from, mask);
    case TYPE_RANK.objectId:
      return from + 12;
    case TYPE_RANK.boolean:
      return from + 1;
    case TYPE_RANK.date:
    case TYPE_RANK.timestamp:
      return from + 8;
    default:
      return rareEnd(key, at, mask);
  }
}

function rareEnd(key: Buffer, at: number, mask: number): number {
  const from = at + 1;
  switch ((key[at] ?? 0) ^ mask) {
    case TYPE_RANK.object:
      return docEnd(key, from, mask);
    case TYPE_RANK.array: {
      let end = from;
      while (end < key.length && key[end] !== mask) end = componentEnd(key, end, mask);
      return end + 1;
    }
    case TYPE_RANK.binary:
      return from + 5 + ((key.readUInt32BE(from) ^ (mask === 0 ? 0 : -1)) >>> 0);
    case TYPE_RANK.regex:
      return textEnd(key, textEnd(key, from, mask), mask);
    case TYPE_RANK.dbPointer:
      return textEnd(key, from, mask) + 12;
    case TYPE_RANK.code:
      return textEnd(key, from, mask);
    case TYPE_RANK.codeWithScope:
      return docEnd(key, textEnd(key, from, mask), mask);
    default:
      return from;
  }
}

function numberEnd(key: Buffer, from: number, mask: number): number {
  const supplement = from + SUPPLEMENT_AT;
  const rest = (key[supplement] ?? 0) ^ mask;
  return supplement + 1 + (rest === 0x80 ? 0 : EXACT_DECIMAL_BYTES);
}

function textEnd(key: Buffer, from: number, mask: number): number {
  for (let at = key.indexOf(mask, from); at >= 0; at = key.indexOf(mask, at + 2)) {
    if (key[at + 1] === mask) return at + 2;
  }
  return key.length;
}

function docEnd(key: Buffer, from: number, mask: number): number {
  let at = from;
  while (at < key.length && key[at] !== mask) at = componentEnd(key, textEnd(key, at + 1, mask), mask);
  return at + 1;
}
