import { createHash } from 'node:crypto';
import { asBuffer } from '../bson/decode.ts';
import { Binary, doc, type Doc, type Value } from '../bson/values.ts';
import { type CommandError, commandError, locationError } from '../errors.ts';

/** The engine's key of a logical session: its UUID and its owner, so that nobody reaches another user's session. */
export function sessionKey(lsid: Doc, user: Owner | undefined): string {
  const id = lsid.get('id');
  if (!(id instanceof Binary) || id.sub_type !== Binary.SUBTYPE_UUID || id.length() !== 16) throw noUuid(id);
  return asBuffer(id.value()).toString('hex') + ownerPart(user);
}

/** The user that a session belongs to. */
export type Owner = { readonly user: string; readonly db: string };

const ownerPart = (user: Owner | undefined): string => (user === undefined ? '' : `@${user.db}.${user.user}`);

function noUuid(id: Value | undefined): CommandError {
  if (id === undefined || id === null)
    return locationError(40414, "BSON field 'lsid.id' is missing but a required field");
  if (id instanceof Binary && id.sub_type === Binary.SUBTYPE_UUID)
    return commandError('InvalidUUID', 'uuid must be a 16-byte binary field with UUID (4) subtype');
  return commandError('TypeMismatch', "BSON field 'lsid.id' is the wrong type, expected type 'UUID'");
}

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
