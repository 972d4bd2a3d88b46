import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { saslPrep } from './sasl-prep.ts';

/** RFC 7677 (SCRAM-SHA-256) from the server's side. The password is never stored: only salted keys are. */
export interface ScramCredentials {
  salt: Buffer;
  iterations: number;
  storedKey: Buffer;
  serverKey: Buffer;
}

/** What the client has been told so far; `finish` checks its proof. */
export interface ScramConversation {
  user: string;
  serverFirst: string;
  /** Returns the server's signature, or undefined when the proof is wrong or malformed. */
  finish: (clientFinal: string) => string | undefined;
}

const KEY_LENGTH = 32;
export const DEFAULT_ITERATIONS = 15_000;
/** Clients refuse less. */
export const FEWEST_ITERATIONS = 4_096;

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** Salted keys of a password. */
export function deriveCredentials(
  password: string,
  salt: Buffer = randomBytes(28),
  iterations = DEFAULT_ITERATIONS,
): ScramCredentials {
  const salted = pbkdf2Sync(saslPrep(password), salt, iterations, KEY_LENGTH, 'sha256');
  return {
    salt,
    iterations,
    storedKey: sha256(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  };
}

/** Parses `n,,n=user,r=nonce`; undefined when it is not such a message. */
export function parseClientFirst(message: string): { user: string; nonce: string; bare: string } | undefined {
  const match = /^n,(?:a=[^,]*)?,(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+))$/.exec(message);
  if (match === null) return undefined;
  const [, bare = '', name = '', nonce = ''] = match;
  return { user: name.replaceAll('=2C', ',').replaceAll('=3D', '='), nonce, bare };
}

/** Starts a conversation; `credentials` may be made up for an unknown user, its proof then never fits. */
export function startScram(
  first: { user: string; nonce: string; bare: string },
  credentials: ScramCredentials,
): ScramConversation {
  const nonce = first.nonce + randomBytes(24).toString('base64');
  const serverFirst = `r=${nonce},s=${credentials.salt.toString('base64')},i=${credentials.iterations}`;
  const finish = (clientFinal: string): string | undefined => {
    const match = /^(c=([^,]*),r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(clientFinal);
    if (match === null) return undefined;
    const [, withoutProof = '', channel = '', echoed, proof = ''] = match;
    if (echoed !== nonce || !Buffer.from(channel, 'base64').toString('latin1').startsWith('n,'))
      return undefined;
    const signed = `${first.bare},${serverFirst},${withoutProof}`;
    if (!proofFits(Buffer.from(proof, 'base64'), credentials.storedKey, signed)) return undefined;
    return `v=${hmac(credentials.serverKey, signed).toString('base64')}`;
  };
  return { user: first.user, serverFirst, finish };
}

function proofFits(proof: Buffer, storedKey: Buffer, signed: string): boolean {
  if (proof.length !== KEY_LENGTH) return false;
  const signature = hmac(storedKey, signed);
  const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)));
  return timingSafeEqual(sha256(clientKey), storedKey);
}
