import type { KeyObject } from 'node:crypto';
import type { Clock, IdSource } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import type { Logger } from '@souk/platform/telemetry';
import type { IdentityConfig } from './config.ts';

/** A public key as it is published (RFC 7517). */
export type PublicKeyJwk = {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
};

/** The secrets of the service. */
export type KeyRing = {
  /** Signs access tokens. */
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject };
  /** All keys whose tokens may still be in use; the signing one among them. */
  readonly published: readonly PublicKeyJwk[];
  /** 256 bits from which refresh tokens and the hashes of request bodies are derived. */
  readonly secret: Uint8Array;
};

/** Where the keys are kept. The first `load` makes them; every later one gives the same. */
export type Keys = { load(): Promise<KeyRing> };

/** Every outside thing that the service needs. */
export type IdentityDeps = {
  readonly db: Database;
  /** Business time: when an account came to be. */
  readonly clock: Clock;
  /** Machine time: tokens and sessions. */
  readonly machineClock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly config: IdentityConfig;
  readonly keys: Keys;
};
