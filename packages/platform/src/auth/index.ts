export {
  createGuard,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  type Guard,
  type GuardOptions,
  type IdentityHeaders,
} from './guard.ts';
export { type JwksJson, type PublicJwk } from './key-ring.ts';
export { AUTH_ERRORS } from './errors.ts';
