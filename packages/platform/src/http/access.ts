import type { DomainError } from '@souk/kernel';
import type { Identity, Role } from '../context/index.ts';
import { httpError } from './errors.ts';
import { fullPath, type HttpModule } from './module.ts';
import type { Access, Method } from './route.ts';

/** The refusal of this caller by a route's declaration, or null when it may call. */
export function refusal(access: Access, identity: Identity, cartToken: string | null): DomainError | null {
  switch (access.allow) {
    case 'anyone':
    case 'signature':
      return null;
    case 'cart-holder':
      return identity.kind !== 'guest' || cartToken !== null ? null : httpError('cart-token-required');
    case 'roles': {
      if (identity.kind === 'guest') return httpError('sign-in-required');
      if (identity.kind === 'system') return null;
      return access.roles.some((role) => identity.roles.includes(role)) ? null : httpError('role-required');
    }
  }
}

/** `token`: with a cart token. `signature`: a machine that signs its body; roles do not matter. */
export type Verdict = 'yes' | '401' | '403' | 'token' | 'signature';

export type AccessRow = {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
} & Readonly<Record<'guest' | Role, Verdict>>;

/** Who may call what: one row per operation, sorted by path. */
export function accessMatrix(modules: readonly HttpModule[]): AccessRow[] {
  return modules
    .flatMap((module) =>
      module.routes.map(({ operationId, method, path, access }) => ({
        operationId,
        method,
        path: fullPath(module, path),
        guest: guestVerdict(access),
        customer: roleVerdict(access, 'customer'),
        seller: roleVerdict(access, 'seller'),
        admin: roleVerdict(access, 'admin'),
        carrier: roleVerdict(access, 'carrier'),
      })),
    )
    .toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
}

function guestVerdict(access: Access): Verdict {
  switch (access.allow) {
    case 'anyone':
      return 'yes';
    case 'roles':
      return '401';
    case 'cart-holder':
      return 'token';
    case 'signature':
      return 'signature';
  }
}

function roleVerdict(access: Access, role: Role): Verdict {
  switch (access.allow) {
    case 'anyone':
    case 'cart-holder':
      return 'yes';
    case 'roles':
      return access.roles.includes(role) ? 'yes' : '403';
    case 'signature':
      return 'signature';
  }
}
