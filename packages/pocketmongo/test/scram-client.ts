import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** The client's side, written from RFC 5802. */
export function clientFinal(
  password: string,
  bare: string,
  serverFirst: string,
): { message: string; signature: string } {
  const [, nonce = '', salt = '', iterations = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash('sha256').update(clientKey).digest();
  const withoutProof = `c=biws,r=${nonce}`;
  const signed = `${bare},${serverFirst},${withoutProof}`;
  const signature = hmac(storedKey, signed);
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))).toString(
    'base64',
  );
  return {
    message: `${withoutProof},p=${proof}`,
    signature: `v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}`,
  };
}
