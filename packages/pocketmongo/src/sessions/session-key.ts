import { createHash } from 'node:crypto';
import { asBuffer } from '../bson/decode.ts';
import { Binary, doc, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';

/** The engine's key of a logical session: its UUID and its owner, so that nobody reaches another user's session. */
export function sessionKey(lsid: Doc, user: Owner | undefined): string {
  const id = lsid.get('id');
  if (!(id instanceof Binary) || id.sub_type !== Binary.SUBTYPE_UUID || id.length() !== 16) {
    throw commandError('FailedToParse', "BSON field 'lsid.id' must be a UUID");
  }
  return asBuffer(id.value()).toString('hex') + ownerPart(user);
}

/** The user that a session belongs to. */
export type Owner = { readonly user: string; readonly db: string };

const ownerPart = (user: Owner | undefined): string => (user === undefined ? '' : `@${user.db}.${user.user}`);

/** Whether a key is that of a session of this user. */
export const isSessionOf = (key: string, user: Owner | undefined): boolean =>
  key.slice(32) === ownerPart(user);

/** `{id, uid}` of a session key: 32 hexadecimal digits, then `@` and the owner. */
export function logicalSession(key: string): Doc {
  const uid = createHash('sha256').update(key.slice(33)).digest();
  return doc({
    id: new Binary(Buffer.from(key.slice(0, 32), 'hex'), Binary.SUBTYPE_UUID),
    uid: new Binary(uid),
  });
}
