import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { KeyRing, Keys, PublicKeyJwk } from './deps.ts';

const FILE_NAME = 'identity-keys.json';

const keyFile = z.strictObject({
  version: z.literal(1),
  /** Private keys in PKCS #8; the first signs, all are published. */
  signingKeys: z.array(z.strictObject({ privateKeyPem: z.string() })).min(1),
  secret: z.base64url().length(43),
});
type KeyFile = z.infer<typeof keyFile>;

/**
 * Keys in a file of mode 0600 in `directory`, made at the first `load`.
 * @returns keys whose `load` throws when others may read the file, or when it holds something else.
 */
export function createKeyFile(directory: string): Keys {
  const path = join(directory, FILE_NAME);
  return {
    load: async () => {
      await makeUnlessThere(path);
      await requirePrivate(path);
      return keyRingOf(await readKeyFile(path));
    },
  };
}

async function makeUnlessThere(path: string): Promise<void> {
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true });
  // Written whole under another name, then linked: nobody ever sees half a file, and of two makers one wins.
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  await writeDurably(draft, JSON.stringify(newKeyFile(), null, 2));
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  await syncDirectory(dirname(path));
}

function newKeyFile(): KeyFile {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    version: 1,
    signingKeys: [{ privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }],
    secret: randomBytes(32).toString('base64url'),
  };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name durable. Windows can't open a directory and needs no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function requirePrivate(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new Error(
    `The key file ${path} can be read by others (mode 0${mode.toString(8)}). Run: chmod 600 '${path}'`,
  );
}

async function readKeyFile(path: string): Promise<KeyFile> {
  const parsed = keyFile.safeParse(jsonOrNothing(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  // No reason is given: a parser's message could quote the file, which is secret.
  throw new Error(
    `The key file ${path} is damaged. Restore it from a backup, or remove it: that ends all sessions.`,
  );
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keyRingOf(file: KeyFile): KeyRing {
  const pairs = file.signingKeys.map(({ privateKeyPem }) => {
    const privateKey = createPrivateKey(privateKeyPem);
    return { privateKey, published: publishedKey(privateKey) };
  });
  const [first] = pairs;
  if (first === undefined) throw new Error('The key file holds no signing key.');
  return {
    signing: { kid: first.published.kid, privateKey: first.privateKey },
    published: pairs.map((pair) => pair.published),
    secret: Buffer.from(file.secret, 'base64url'),
  };
}

/** The public half, named by its thumbprint (RFC 7638). */
function publishedKey(privateKey: KeyObject): PublicKeyJwk {
  const { x, y, crv } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined || y === undefined || crv !== 'P-256')
    throw new Error('A signing key must be an EC key on P-256.');
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv, kty: 'EC', x, y }))
    .digest('base64url');
  return { kty: 'EC', crv, x, y, kid, alg: 'ES256', use: 'sig' };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return Error.isError(error) && 'code' in error && error.code === code;
}
