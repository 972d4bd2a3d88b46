import { createHash } from 'node:crypto';
import { Binary, doc, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { User } from '../auth/users.ts';

/** The engine's key of a logical session: its UUID and its owner, so that nobody reaches another user's session. */
export function sessionKey(lsid: Doc, user: User | undefined): string {
  const id = lsid.get('id');
  if (!(id instanceof Binary) || id.sub_type !== Binary.SUBTYPE_UUID || id.length() !== 16) {
    throw commandError('FailedToParse', "BSON field 'lsid.id' must be a UUID");
  }
  return Buffer.from(id.value()).toString('hex') + ownerPart(user);
}

const ownerPart = (user: User | undefined): string => (user === undefined ? '' : `@${user.db}.${user.user}`);

/** Whether a key is that of a session of this user. */
export const isSessionOf = (key: string, user: User | undefined): boolean =>
  key.slice(32) === ownerPart(user);

/** `{id, uid}` of a session key: 32 hexadecimal digits, then `@` and the owner. */
export function logicalSession(key: string): Doc {
  const uid = createHash('sha256').update(key.slice(33)).digest();
  return doc({
    id: new Binary(Buffer.from(key.slice(0, 32), 'hex'), Binary.SUBTYPE_UUID),
    uid: new Binary(uid),
  });
}
