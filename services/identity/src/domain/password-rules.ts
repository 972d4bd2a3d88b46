import type { FieldError } from '@souk/kernel';
import { identityError } from '../errors.ts';

export const PASSWORD_MIN_CHARACTERS = 8;
/** bcrypt reads 72 bytes; what lies beyond would not count, so that it is refused instead. */
export const PASSWORD_MAX_BYTES = 72;

/** Refuses a password that bcrypt would cut off or read differently than typed. @throws DomainError `password-unusable` */
export function requireUsablePassword(password: string, pointer = '/password'): void {
  const broken = brokenRule(password);
  if (broken !== null) throw identityError('password-unusable', {}, [{ pointer, ...broken }]);
}

/** Whether an account could have this password. */
export function isUsablePassword(password: string): boolean {
  return brokenRule(password) === null;
}

function brokenRule(password: string): Omit<FieldError, 'pointer'> | null {
  if (utf8Length(password) > PASSWORD_MAX_BYTES)
    return { rule: 'max-bytes', message: `must be at most ${PASSWORD_MAX_BYTES} bytes in UTF-8` };
  if (password.includes('\0')) return { rule: 'no-nul', message: 'must not contain the character NUL' };
  return null;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
