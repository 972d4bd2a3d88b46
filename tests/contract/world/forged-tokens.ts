import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Person } from './people.ts';
import type { World } from './start-world.ts';

/** Tokens that look like those of Souk and must not pass. */
export type ForgedTokens = {
  /** Souk's own signature, an hour too late. */
  readonly expired: string;
  readonly otherKey: string;
  readonly tampered: string;
  readonly unsigned: string;
};

type Claims = Readonly<Record<string, unknown>>;

/** Forges tokens after that of an administrator. */
export function forgeTokens({ dataDir }: World, admin: Person): ForgedTokens {
  const [head = '', body = '', signature = ''] = (admin.headers['authorization'] ?? '')
    .slice('Bearer '.length)
    .split('.');
  const header = decoded(head);
  const claims = decoded(body);
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return {
    expired: signed(header, { ...claims, iat: hourAgo - 900, exp: hourAgo }, signingKey(dataDir)),
    otherKey: signed(header, claims, other),
    tampered: `${head}.${encoded({ ...claims, roles: ['admin', 'customer', 'seller', 'carrier'] })}.${signature}`,
    unsigned: `${encoded({ ...header, alg: 'none' })}.${body}.`,
  };
}

function signingKey(dataDir: string): KeyObject {
  const text = readFileSync(join(dataDir, 'keys', 'identity-keys.json'), 'utf8');
  const { signingKeys } = JSON.parse(text) as { signingKeys: { privateKeyPem: string }[] };
  return createPrivateKey(signingKeys[0]?.privateKeyPem ?? '');
}

function signed(header: Claims, claims: Claims, key: KeyObject): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function encoded(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decoded(part: string): Claims {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
}
