import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deriveCredentials, parseClientFirst, startScram } from './scram.ts';

/** The client's side, written from RFC 5802. */
function clientFinal(
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

describe('SCRAM-SHA-256', () => {
  it('derives the keys of RFC 7677', () => {
    const { storedKey, serverKey } = deriveCredentials(
      'pencil',
      Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'),
      4096,
    );
    const signed =
      'n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,' +
      's=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    expect(createHmac('sha256', serverKey).update(signed).digest('base64')).toBe(
      '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
    expect(storedKey).toHaveLength(32);
  });

  it('accepts the proof of the right password only', () => {
    const first = parseClientFirst('n,,n=us=2Cer=3D,r=abc');
    if (first === undefined) throw new Error('a good message was refused');
    expect(first.user).toBe('us,er=');
    const conversation = startScram(first, deriveCredentials('pencil', undefined, 4096));
    const good = clientFinal('pencil', first.bare, conversation.serverFirst);
    expect(
      conversation.finish(clientFinal('pen', first.bare, conversation.serverFirst).message),
    ).toBeUndefined();
    expect(conversation.finish('rubbish')).toBeUndefined();
    expect(conversation.finish(good.message)).toBe(good.signature);
  });

  it.each(['', 'n,,', 'p=tls,,n=a,r=b', 'n,,r=b', 'n,,n=a,r=b,c'])('refuses %j', (message) => {
    expect(parseClientFirst(message)).toBeUndefined();
  });
});
