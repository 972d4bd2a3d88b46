import { ID_PREFIXES, type Id, type IdKind } from '@souk/kernel';

/**
 * The id that examples in the documentation use for a thing of `kind`. The contract test puts a real id in its place;
 * `nth` (1–9) tells several things of one kind apart.
 */
export function exampleId(kind: IdKind, nth = 1): Id {
  return `${ID_PREFIXES[kind]}_01890000-0000-7000-8000-00000000000${nth}`;
}
