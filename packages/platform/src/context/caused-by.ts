import type { Identity } from './context.ts';

/** Who is behind a change, as events and the audit trail name it: an account's id, `guest`, or a part of the system. */
export function causedBy(identity: Identity): string {
  switch (identity.kind) {
    case 'account':
      return identity.accountId;
    case 'system':
      return identity.name;
    case 'guest':
      return 'guest';
  }
}
