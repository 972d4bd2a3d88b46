import { ID_PREFIXES, type Id, type IdKind } from '@souk/kernel';

/**
 * The id of another kind with the same UUID: things that are made together name each other, so that neither has to be
 * looked up, and a repeated step asks for the same thing.
 */
export function sameUuid(kind: IdKind, id: Id): Id {
  return `${ID_PREFIXES[kind]}${id.slice(id.indexOf('_'))}`;
}
