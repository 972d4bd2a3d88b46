import { boundedQueue } from '@souk/platform/resilience';
import bcrypt from 'bcrypt';
import type { IdentityConfig } from './config.ts';

/** Hashes passwords off the event loop, few at a time. */
export type Passwords = {
  /** @throws DomainError `overloaded` when too many wait. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password belongs to the hash. Without a hash (no such account) it takes as long and says no, so that
   * the time of the answer tells nobody which addresses are known.
   * @throws DomainError `overloaded` when too many wait.
   */
  matches(password: string, hash: string | null): Promise<boolean>;
};

type PasswordsConfig = Pick<IdentityConfig, 'bcryptCost' | 'bcryptConcurrency' | 'bcryptQueue'>;

export function createPasswords(config: PasswordsConfig): Passwords {
  const queue = boundedQueue({ concurrency: config.bcryptConcurrency, limit: config.bcryptQueue });
  const nobodysHash = hashOfNoPassword(config.bcryptCost);
  return {
    hash: (password) => queue.run(() => bcrypt.hash(password, config.bcryptCost)),
    matches: async (password, hash) => {
      const matched = await queue.run(() => bcrypt.compare(password, hash ?? nobodysHash));
      return matched && hash !== null;
    },
  };
}

/** A hash in bcrypt's form and cost that came from no password. */
function hashOfNoPassword(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
