import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { clientFinal } from '../../test/scram-client.ts';
import { deriveCredentials, parseClientFirst, startScram } from './scram.ts';

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
