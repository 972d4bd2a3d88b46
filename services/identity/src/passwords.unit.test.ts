import { describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import { createPasswords } from './passwords.ts';

const config = { bcryptCost: 10, bcryptConcurrency: 1, bcryptQueue: 1 };

describe('passwords', () => {
  it('are stored under bcrypt at the configured cost and recognised', async () => {
    const passwords = createPasswords(config);
    const hash = await passwords.hash('correct horse');
    expect(bcrypt.getRounds(hash)).toBe(10);
    expect(await passwords.matches('correct horse', hash)).toBe(true);
    expect(await passwords.matches('correct  horse', hash)).toBe(false);
  });

  it('of an unknown account are checked against a hash of the same cost', async () => {
    const compared: string[] = [];
    const compare = bcrypt.compare;
    bcrypt.compare = ((password: string, hash: string) => {
      compared.push(hash);
      return compare(password, hash);
    }) as typeof bcrypt.compare;
    try {
      expect(await createPasswords(config).matches('correct horse', null)).toBe(false);
    } finally {
      bcrypt.compare = compare;
    }
    expect(compared).toHaveLength(1);
    expect(bcrypt.getRounds(compared[0] ?? '')).toBe(10);
  });

  it('wait in a bounded queue and are refused beyond it', async () => {
    const passwords = createPasswords(config);
    const [running, waiting, refused] = await Promise.allSettled([
      passwords.hash('first one'),
      passwords.hash('second one'),
      passwords.hash('third one'),
    ]);
    expect([running.status, waiting.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { code: 'overloaded', kind: 'unavailable' },
    });
  });
});
